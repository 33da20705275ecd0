import { mappings } from '../../generated/mappings.ts'
import { compileMapping } from '../mapping/file/compile.ts'
import type { Mapping } from '../mapping/file/mapping.ts'

/** A partner whose mapping is in order. `hash` names the version of its file. */
export interface Partner {
  readonly slug: string
  readonly hash: string
  readonly mapping: Mapping
}

/** A partner, or why its mapping cannot be used, or nothing of that name. */
export type FoundPartner = { readonly partner: Partner } | { readonly fault: string } | undefined

const compiled = new Map<string, FoundPartner>()

/** Whether a text can name a partner or an account. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(text)
}

/** The partner of a slug; its mapping is compiled at its first use and kept. */
export function findPartner(slug: string): FoundPartner {
  if (!compiled.has(slug)) compiled.set(slug, compile(slug))
  return compiled.get(slug)
}

/** The slugs of all mappings. */
export function partnerSlugs(): readonly string[] {
  return Object.keys(mappings)
}

function compile(slug: string): FoundPartner {
  const file = Object.hasOwn(mappings, slug) ? mappings[slug] : undefined
  if (file === undefined) return undefined
  if ('fault' in file) return { fault: file.fault }
  const { mapping, issues } = compileMapping(file.file())
  if (mapping !== undefined) return { partner: { slug, hash: file.hash, mapping } }
  return { fault: issues.map((issue) => `${issue.pointer}: ${issue.message}`).join('; ') }
}

/** Whether a mapping's settings come with the customers' requests. */
export function isForCustomers(mapping: Mapping): boolean {
  return Object.values(mapping.settings).some((setting) => setting.from === 'segment')
}
