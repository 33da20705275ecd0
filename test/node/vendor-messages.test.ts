import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { finderOf, maskerOf } from '../../src/delivery/mask/mask.ts'
import { fileTextsOf } from '../../src/mapping/context/file-texts.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))

/** The full examples of Segment's spec, all at once: a batch of them went before the message came. */
const events = (read('test/data/spec-events.json') as { events: { name: string; event: unknown }[] }).events
const values = events.filter(({ name }) => name.endsWith('full')).map(({ event }) => event)

/** A message as it is shown by the mapping of a partner. */
function shown(partner: string, message: string): string {
  const names = fileTextsOf(read(`mappings/${partner}.json`) as object).names()
  return maskerOf({ finders: [finderOf({ values, names })], names })(message)
}

describe('messages of vendors stay understandable', () => {
  test.for([
    ['mixpanel', "'properties.time' is invalid: must be specified as seconds since epoch"],
    ['mixpanel', 'some data points in the request failed validation'],
    ['amplitude', 'Request missing required field'],
    ['amplitude', 'Too many requests for some devices and users'],
    ['braze', "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."],
    ['braze', "'external_id' or 'braze_id' or 'user_alias' is required"],
    ['facebook-capi', '(#100) Invalid parameter'],
    [
      'facebook-capi',
      'The timestamp for this event is too far in the past. Events need to be sent from your server within 7 days of when they occurred.',
    ],
    ['hubspot', 'You have reached your ten_secondly_rolling limit.'],
    ['klaviyo', 'A profile already exists with one of these identifiers.'],
    ['klaviyo', 'The phone number provided either does not exist or is ineligible to receive SMS.'],
    ['customerio', 'identifiers.email: is not a valid email address'],
    ['slack', 'channel_is_archived'],
    ['launchdarkly', "You've exceeded the API rate limit. Try again later."],
    ['launchdarkly', 'Invalid resource identifier'],
    ['google-ads', 'The currency code is not supported.'],
    ['google-ads', "The destination account hasn't agreed to the terms for enhanced conversions."],
    ['salesforce-marketing-cloud', 'Rate limit exceeded'],
    ['salesforce-marketing-cloud', 'Insufficient Privileges'],
    ['posthog', 'Project API key invalid. You can find your project API key in your PostHog project settings.'],
    [
      'ga4',
      'Event at index: [0] has invalid name [page view]. Only alphanumeric characters and underscores are allowed.',
    ],
    ['tiktok', 'Too many requests. Please retry in some time.'],
    ['tiktok', 'Access token is incorrect or has been revoked.'],
    ['snap', 'Missing price and/or currency in Purchase events'],
    ['pinterest', 'This request exceeded a rate limit.'],
    ['reddit', 'There were 1 invalid conversion events. None were processed.'],
    ['linkedin', 'Index: 1, ERROR :: /user/userIds :: array is backed by null'],
    ['linkedin', 'Not enough permissions to access: conversionEvents.CREATE'],
    ['webhook', 'Rate limit exceeded: 3000 requests per 3 seconds. Retry at 1764460800 or 1764460800123'],
    ['webhook', 'payload of 5242880 bytes exceeds 4194304 bytes'],
    ['webhook', 'the time 2026-11-29 10:00:00 is later than 2026-11-29T09:00:00.000Z'],
    ['webhook', 'UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record'],
  ] as const)('%s: %s', ([partner, message]) => {
    expect(shown(partner, message)).toBe(message)
  })
})

describe('messages of vendors that name somebody, of ours or not', () => {
  test.for([
    [
      'braze',
      "The value of 'email' for user 97980cfea0067 is not valid",
      "The value of 'email' for user … is not valid",
    ],
    [
      'facebook-capi',
      "Unsupported post request. Object with ID '523456789012345' does not exist",
      "Unsupported post request. Object with ID '…' does not exist",
    ],
    ['hubspot', 'Contact already exists. Existing ID: 51234567', 'Contact already exists. Existing ID: …'],
    [
      'hubspot',
      'not valid: [{"isValid":false,"message":"Email address peter@example is invalid","name":"email"}]',
      'not valid: [{"isValid":false,"message":"Email address … is invalid","name":"email"}]',
    ],
    ['klaviyo', 'Invalid email address PETER@EXAMPLE.COM', 'Invalid email address …'],
    [
      'webhook',
      'The profile of another user, jane.doe@example.org (+1 415-555-0132), is suppressed',
      'The profile of another user, … (…), is suppressed',
    ],
    [
      'webhook',
      'A contact matching those details already exists with id=60a3c2f1e4b0a1b2c3d4e5f6',
      'A contact matching those details already exists with id=…',
    ],
    ['webhook', 'IP 203.0.113.9 (2001:db8::8a2e:370:7334) is not on the allowlist', 'IP … (…) is not on the allowlist'],
    ['webhook', 'key sk_live_51HxQ8 and cD9fGh2kLmN4pQ7r', 'key sk_live_51HxQ8 and …'],
    ['webhook', 'call 06 12 34 56 78 or (030) 1234567', 'call … or …'],
  ] as const)('%s: %s', ([partner, message, expected]) => {
    expect(shown(partner, message)).toBe(expected)
  })
})
