import { isContentId } from '../../ingest/canonical.ts'
import { eventTypes } from '../../ingest/schema.ts'
import type { JsonObject } from '../../values/json.ts'
import { isObject } from '../../values/json.ts'
import { isPersonal } from './hidden-texts.ts'
import { finderOf, maskerOf } from './mask.ts'
import { addresses, emails, telephones, tokensInNames } from './patterns.ts'
import { seenKey } from './seen-key.ts'

/** How names in an event may be shown. */
export interface NameMask {
  /** A name, such as that of a track event: what is or looks like an id in it is `…`. */
  readonly name: (name: string) => string
  /** A message id: `…` where it holds anything of the event, or an e-mail address. */
  readonly messageId: (id: string) => string
}

const hidden = '…'
/** A shorter text of an event is found only if it is an id that is known as one. */
const shortestWord = 4
const types: ReadonlySet<string> = new Set(eventTypes)
const pages: ReadonlySet<unknown> = new Set(['page', 'screen'])
/** What is shown of an event hides nothing of itself. */
const shown = [
  'type',
  'event',
  'messageId',
  'version',
  'channel',
  'timestamp',
  'originalTimestamp',
  'receivedAt',
  'sentAt',
]
/** What says where and with what something was done, and not who did it: names of events often hold the same words. */
const surroundings = [
  'app',
  'library',
  'page',
  'os',
  'screen',
  'network',
  'campaign',
  'locale',
  'timezone',
  'userAgent',
]
const ofAPage = ['path', 'referrer', 'search', 'title', 'url']

/** Masks the names in an event, whatever it is: every text of the event is hidden in them, and what looks personal. */
export function nameMaskOf(event: unknown): NameMask {
  const value = isObject(event) ? hiding(event) : event
  const finder = finderOf({ values: [value], inNames: true })
  const name = maskerOf({ finders: [finder], patterns: [emails, addresses, telephones, tokensInNames] })
  const id = maskerOf({ finders: [finder], patterns: [emails] })
  return {
    name: (text) => (types.has(text) ? text : name(text)),
    messageId: (text) => (isContentId(text) || id(text) === text ? text : hidden),
  }
}

/** Shows no name but a type, where looking for what may not be shown would take too long. */
export const hidesAll: NameMask = {
  name: (text) => (types.has(text) || text === '' ? text : hidden),
  messageId: (id) => (isContentId(id) || id === '' ? id : hidden),
}

/** An event without what says nothing of its user. */
function hiding(event: JsonObject): JsonObject {
  const isPage = pages.has(event['type'])
  return {
    ...without(event, isPage ? [...shown, 'name', 'category'] : shown),
    context: inside(event['context'], surroundings),
    properties: withoutWords(inside(event['properties'], isPage ? [...ofAPage, 'name', 'category'] : ofAPage)),
  }
}

/** A property of one word, such as a status, is no id: names of events often hold the same word. */
function withoutWords(properties: unknown): unknown {
  if (!isObject(properties)) return properties
  return Object.fromEntries(Object.entries(properties).filter(([key, value]) => isPersonal(key) || !isWord(value)))
}

function inside(value: unknown, keys: readonly string[]): unknown {
  return isObject(value) ? without(value, keys) : value
}

function without(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^\p{L}+$/u.test(value)
}

/** A type or name of what is no event as it may be shown: a name of the spec, or one word that the rest of it does not hold. */
export function wordShown(word: string, { name }: NameMask): string {
  const isPlain = types.has(word) || (word.length >= shortestWord && seenKey(word) === word)
  return isPlain || word === '' ? name(word) : hidden
}
