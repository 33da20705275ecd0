import type { Call } from '../../mapping/translate.ts'
import type { PartnerRequest } from '../../mapping/file/request.ts'
import type { Settings } from '../../mapping/context/scope.ts'
import { finderOf, maskerOf } from './mask.ts'
import type { EventTexts } from './event-texts.ts'
import type { Finder } from './found.ts'
import { sentTexts } from './sent-texts.ts'

/** A sentence of a mapping is not longer. */
const longestSentence = 1_000

/** Masks what a partner says to the requests of one call: all that its events and items hold, and all that was sent, may come back in what it says of any of them. */
export class CallMask {
  readonly #call: Call
  readonly #settings: Settings
  readonly #arrived: EventTexts | undefined
  /** Made once, at the first message, also for the halves of the call. */
  #ofItems: Finder | undefined
  #sent: PartnerRequest[] = []
  #tokens: string[] = []
  #mask: ((message: string) => string) | undefined

  /** `arrived`: all events that are handled together with those of the call. */
  constructor(call: Call, of: { readonly arrived: EventTexts | undefined; readonly settings: Settings }) {
    this.#call = call
    this.#arrived = of.arrived
    this.#settings = of.settings
  }

  /** A sequence of requests begins: of the call, or of a half of it. */
  begin(): void {
    this.#mask = undefined
    this.#sent = []
    this.#tokens = []
  }

  /** A request was sent; `token`: with this access token. */
  sent(request: PartnerRequest, token: string | undefined): void {
    this.#mask = undefined
    this.#sent.push(request)
    if (token !== undefined) this.#tokens.push(token)
  }

  /** A message of the partner as it may be shown. What the mapping says word for word is shown as it is. */
  hide(message: string): string {
    const { texts } = this.#call.rule
    const names = texts.names()
    if (message.length <= longestSentence && names.has(message.toLowerCase())) return message
    this.#ofItems ??= finderOf({
      values: this.#call.items.flatMap(({ event, value }) => [event, value]),
      secrets: texts.secrets.flatMap((name) => this.#settings[name] ?? []),
      names,
    })
    const others = this.#arrived === undefined ? [] : [this.#arrived.finder(names)]
    this.#mask ??= maskerOf({ finders: [...others, this.#ofItems, this.#ofSent(names)], names })
    return this.#mask(message)
  }

  #ofSent(names: ReadonlySet<string>): Finder {
    const sent = this.#sent.map(sentTexts)
    return finderOf({
      values: sent.flatMap(({ values }) => values),
      secrets: [...this.#tokens, ...sent.flatMap(({ secrets }) => secrets)],
      names,
    })
  }
}
