import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { placeholder } from '../../../src/mapping/shown-request.ts'
import { readJsonText } from '../../../src/mapping/file/json-text.ts'
import { ask } from '../api.ts'
import { useLoad } from '../load.ts'
import { deployedText, slugs } from '../mappings.ts'
import { Editor } from '../parts/editor.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import type { Partner } from '../replies.ts'
import { place } from '../router.ts'
import { isAdmin, session } from '../session.ts'
import { checkMapping, tryEvent } from '../trial.ts'
import { isOpenedLink, keepInAddress, takeUpAddress } from './test/address.ts'
import { Choices, PartnerChoice } from './test/choices.tsx'
import { Difference } from './test/difference.tsx'
import type { Draft, Drafting } from './test/draft.ts'
import { edit, edits, event, lastSlug } from './test/draft.ts'
import { Result } from './test/result.tsx'
import { Send } from './test/send.tsx'
import { Settings } from './test/settings.tsx'

/** A partner's mapping as it is deployed, and what of a link could not be read. */
interface Opened {
  readonly slug: string
  readonly deployed: string
  readonly unread: readonly string[]
}

/** The tab where an event and a mapping are tried: what would be sent is computed in the browser while one types. */
export function Tab(): JSX.Element {
  const { partner, event: given, mapping } = place.value.parameters
  const slug = partner ?? lastSlug.value ?? slugs[0] ?? ''
  const isKnown = slugs.includes(slug)
  const [opened, setOpened] = useState<Opened>()
  useEffect(() => {
    if (!isKnown || (opened?.slug === slug && !isOpenedLink(slug))) return undefined
    let isGone = false
    void open(slug).then((found) => isGone || setOpened(found))
    return () => void (isGone = true)
  }, [slug, given, mapping])
  return (
    <section>
      <h1>Test</h1>
      {!isKnown && (
        <>
          <div class="filters">
            <PartnerChoice slug={undefined} />
          </div>
          <Failure message={`There is no mapping of "${slug}". Choose a partner that has one.`} />
        </>
      )}
      {isKnown && (opened?.slug === slug ? <Drafted opened={opened} /> : <Loading what="the mapping" />)}
    </section>
  )
}

/** Opens a partner's mapping: as the address says, else as it was changed before, else as it is deployed. */
async function open(slug: string): Promise<Opened> {
  const [deployed, unread] = await Promise.all([deployedText(slug), takeUpAddress(slug)])
  lastSlug.value = slug
  return { slug, deployed, unread }
}

function Drafted({ opened }: { readonly opened: Opened }): JSX.Element {
  const { slug, deployed, unread } = opened
  const { mapping = deployed, typed = {} } = edits.value[slug] ?? {}
  const secrets = useSecretsSet(slug)
  const draft = useMemo(
    (): Draft => ({ slug, deployed, mapping, typed, settings: { ...secrets, ...typed }, ...event.value }),
    [slug, deployed, mapping, typed, secrets, event.value],
  )
  useEffect(() => {
    const timer = setTimeout(() => void keepInAddress(draft), 150)
    return () => clearTimeout(timer)
  }, [opened, mapping, event.value])
  const set: Drafting['set'] = ({ event: text, isKept, mapping: changed, typed: filled }) => {
    if (text !== undefined) event.value = { event: text, isKept: isKept ?? event.value.isKept }
    if (changed !== undefined) edit(slug, { mapping: changed === deployed ? undefined : changed })
    if (filled !== undefined) edit(slug, { typed: filled })
  }
  return (
    <>
      {unread.length > 0 && (
        <Failure message={`The ${unread.join(' and the ')} of this link could not be read: the link is not whole.`} />
      )}
      <Trying draft={draft} set={set} />
    </>
  )
}

const none: Readonly<Record<string, string>> = {}

/** The secrets that the account has, each as its placeholder; nobody's where nobody is signed in. */
function useSecretsSet(slug: string): Readonly<Record<string, string>> {
  const account = place.value.parameters['account'] ?? 'default'
  const { data } = useLoad('partners', async (signal) =>
    session.value ? ask<{ partners: readonly Partner[] }>('/v1/partners', { signal }) : undefined,
  )
  return useMemo(() => {
    const partner = data?.partners.find((one) => one.partner === slug)
    const isSet = partner?.accounts?.find((one) => one.account === account)?.settings
    if (partner?.settings === undefined || isSet === undefined) return none
    const secrets = partner.settings.filter(({ name, secret }) => secret && isSet[name] === true)
    return Object.fromEntries(secrets.map(({ name }) => [name, placeholder(name)]))
  }, [data, slug, account])
}

function Trying({ draft, set }: Drafting): JSX.Element {
  const { mapping, issues } = checkMapping(draft.mapping)
  const trial = mapping === undefined ? undefined : tryEvent(mapping, draft.event, draft.settings)
  return (
    <>
      <Choices draft={draft} set={set} />
      <div class="trial">
        <div class="card">
          <h2>Event</h2>
          <Editor
            label="Event"
            text={draft.event}
            onText={(text) => set({ event: text })}
            marks={readJsonText(draft.event).issues}
          />
          {draft.isKept && <p class="muted">{noteOfKept()}</p>}
        </div>
        <div class="card">
          <h2>Mapping {draft.mapping !== draft.deployed && <span class="badge wait">edited, not deployed</span>}</h2>
          <Editor
            label="Mapping"
            text={draft.mapping}
            onText={(text) => set({ mapping: text })}
            marks={issues}
            isMapping
          />
          {mapping !== undefined && <Settings mapping={mapping} draft={draft} set={set} />}
        </div>
        <div class="card">
          <h2>What is sent</h2>
          <Result draft={draft} mapping={mapping} issues={issues} trial={trial} />
        </div>
      </div>
      {mapping !== undefined && draft.mapping !== draft.deployed && <Difference draft={draft} mapping={mapping} />}
      {isAdmin() && <Send draft={draft} />}
    </>
  )
}

function noteOfKept(): string {
  return isAdmin()
    ? 'This event holds personal data: it is not in the address. That you loaded it left a log line.'
    : '“…” stands for values that a viewer does not see. This event is not in the address.'
}
