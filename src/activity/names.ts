import type { NameMask } from '../delivery/mask/names.ts'
import { hidesAll, nameMaskOf, wordShown } from '../delivery/mask/names.ts'
import type { JsonObject } from '../values/json.ts'
import { isObject, textOf } from '../values/json.ts'
import type { EventNames } from './record.ts'

const hidden = '…'
/** Masking takes a millisecond for each 15 KB of an event. Of a larger one, which Segment does not send, no name but its type is shown. */
const longestEvent = 64 * 1_024

/** What an event is called, masked once it is asked for: only what is kept is ever shown. It holds the event no longer than that. */
export class NotedNames {
  #event: JsonObject
  readonly #isEvent: boolean
  #shown: EventNames | undefined

  /** `isEvent`: whether it is one. Of what is none no delete finds all, so that nothing is shown which may be an id. */
  constructor(event: JsonObject, isEvent: boolean) {
    this.#event = event
    this.#isEvent = isEvent
  }

  /** The names as they may be shown. */
  shown(): EventNames {
    this.#shown ??= this.#mask()
    this.#event = {}
    return this.#shown
  }

  #mask(): EventNames {
    const mask = isLonger(this.#event, longestEvent) ? hidesAll : nameMaskOf(this.#event)
    return this.#isEvent ? namesOf(this.#event, mask) : wordsOf(this.#event, mask)
  }
}

function namesOf(event: JsonObject, { name, messageId }: NameMask): EventNames {
  return { type: name(typeOf(event)), event: name(nameOf(event)), messageId: messageId(messageIdOf(event)) }
}

function wordsOf(event: JsonObject, mask: NameMask): EventNames {
  return {
    type: wordShown(typeOf(event), mask),
    event: wordShown(nameOf(event), mask),
    messageId: messageIdOf(event) === '' ? '' : hidden,
  }
}

function typeOf({ type }: JsonObject): string {
  return textOf(type) ?? ''
}

/** What an event is called, as it came: of a page or a screen its name; any other name may be the user's. Empty where it has none. */
export function nameOf({ type, event, name }: JsonObject): string {
  return textOf(event) ?? (type === 'page' || type === 'screen' ? textOf(name) : undefined) ?? ''
}

/** Whether the texts of a value have more characters in all. It reads no more of it than that. */
function isLonger(value: unknown, characters: number): boolean {
  const left: unknown[] = [value]
  let read = 0
  while (left.length > 0 && read <= characters) {
    const next = left.pop()
    read += typeof next === 'string' ? next.length : 1
    if (Array.isArray(next)) for (const one of next) left.push(one)
    else if (isObject(next)) for (const entry of Object.entries(next)) left.push(...entry)
  }
  return read > characters
}

/** The message id of an event as it came; empty where it has none. */
export function messageIdOf({ messageId }: JsonObject): string {
  return textOf(messageId) ?? ''
}
