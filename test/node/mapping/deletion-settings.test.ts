import { expect, test } from 'vitest'
import { settingsForDeletion } from '../../../src/mapping/deletion-settings.ts'
import { findPartner, partnerSlugs } from '../../../src/partners/catalog.ts'

/** Settings of a partner with all that is required, and nothing else. */
function leastSettings(slug: string): readonly string[] {
  const found = findPartner(slug)
  if (found === undefined || 'fault' in found) throw new Error(`${slug} has no mapping`)
  const { mapping } = found.partner
  const settings = Object.entries(mapping.settings).flatMap(([name, { default: usual, required, choices }]) => {
    const value = mapping.urlSettings.has(name) ? 'https://hook.example.com' : (choices?.[0] ?? 'set')
    return usual === undefined && required !== true ? [] : [[name, usual ?? value] as const]
  })
  return settingsForDeletion(mapping, Object.fromEntries(settings))
}

test('the settings without which deletes wait though events flow are found in each mapping', () => {
  const needs = partnerSlugs().map((slug) => [slug, leastSettings(slug)] as const)
  expect(Object.fromEntries(needs.filter(([, names]) => names.length > 0))).toEqual({
    ga4: ['propertyId', 'oauthClientId', 'oauthClientSecret', 'oauthRefreshToken'],
    heap: ['apiKey'],
    launchdarkly: ['projectKey', 'environmentKey', 'accessToken'],
    mixpanel: ['gdprToken'],
    posthog: ['projectId', 'personalApiKey'],
    segment: ['publicApiToken'],
  })
})
