import { effect, signal } from '@preact/signals'
import { sampleEvent } from '../../../../src/ingest/samples.ts'
import { session } from '../../session.ts'

/** What is tried: the event and the mapping as texts, and the settings. */
export interface Draft {
  readonly slug: string
  readonly event: string
  /** Whether the event came from the history: it may hold personal data, and stays out of the address. */
  readonly isKept: boolean
  readonly mapping: string
  readonly deployed: string
  /** Settings that were typed; of a secret only whether it is set: any text, or none. */
  readonly typed: Readonly<Record<string, string>>
  /** The settings that hold: what was typed, and the secrets that the account has. */
  readonly settings: Readonly<Record<string, string>>
}

/** A draft, and how it is changed. */
export interface Drafting {
  readonly draft: Draft
  readonly set: (more: Partial<Pick<Draft, 'event' | 'isKept' | 'mapping' | 'typed'>>) => void
}

/** What was changed of a partner's mapping and settings. */
interface Edit {
  readonly mapping?: string | undefined
  readonly typed?: Draft['typed']
}

/** What was changed, by the partners' slugs: it outlives the tab, and ends with the window. */
export const edits = signal<Readonly<Record<string, Edit>>>({})

/** The event that is tried, with whichever mapping. */
export const event = signal(firstSample())

/** The partner that was tried last. */
export const lastSlug = signal<string>()

/** Changes what is tried with a partner's mapping. */
export function edit(slug: string, more: Edit): void {
  edits.value = { ...edits.value, [slug]: { ...edits.value[slug], ...more } }
}

/** What is tried first: the track event of Segment's spec. */
function firstSample(): Pick<Draft, 'event' | 'isKept'> {
  return { event: JSON.stringify(sampleEvent('track', Date.now()), undefined, 2), isKept: false }
}

// what one operator loaded from the history is not for the next one
effect(() => {
  if (session.value?.role !== 'admin' && event.peek().isKept) event.value = firstSample()
})
