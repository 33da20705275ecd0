/** What is tried: the event and the mapping as texts, and settings that are not secret. */
export interface Draft {
  readonly slug: string
  readonly event: string
  readonly mapping: string
  readonly deployed: string
  readonly settings: Readonly<Record<string, string>>
}

/** A draft, and how it is changed. */
export interface Drafting {
  readonly draft: Draft
  readonly set: (more: Partial<Draft>) => void
}
