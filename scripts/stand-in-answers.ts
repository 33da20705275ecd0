import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, parseJson } from '../src/values/json.ts'
import { loginPathsOf } from './login-paths.ts'

/** What a partner answers. A text is sent as it is, all else as JSON. */
export interface StandInAnswer {
  readonly status: number
  readonly body: unknown
}

/** A request to a partner. `url` is the partner's own. */
export interface AskedOfPartner {
  readonly partner: string
  readonly method: string
  readonly url: string
  readonly body: string
}

/** An exchange of `test/cases/<partner>.json`, as far as it is read here. */
interface Exchange {
  readonly request: { readonly method: string; readonly url: string }
  readonly answer?: { readonly status?: number; readonly body?: unknown }
  readonly outcome?: string
}

interface Case {
  readonly exchanges: readonly Exchange[]
  readonly poll?: readonly Exchange[]
  readonly outcome?: readonly { readonly status: string }[]
}

/**
 * What partners answer when all goes well: the first answer in `test/cases/<partner>.json` to a request like it, in a case in which every event is delivered. A request for an
 * access token (OAuth 2.0, RFC 6749, 5.1, or a login of the mapping) gets one. `undefined`: the cases hold no such answer.
 */
export function goodAnswers(root: string): (asked: AskedOfPartner) => Promise<StandInAnswer | undefined> {
  const known = new Map<string, Promise<readonly Exchange[]>>()
  const logins = new Map<string, Promise<readonly string[]>>()
  return async ({ partner, method, url, body }) => {
    const paths = logins.get(partner) ?? loginsOf(root, partner)
    logins.set(partner, paths)
    if (/(?:^|&)grant_type=/.test(body) || (URL.canParse(url) && (await paths).includes(new URL(url).pathname)))
      return {
        status: 200,
        body: { access_token: 'development-access-token', token_type: 'Bearer', expires_in: 3_600 },
      }
    const exchanges = known.get(partner) ?? exchangesOf(root, partner)
    known.set(partner, exchanges)
    const found = mostLike({ method, url }, await exchanges)
    return found && { status: found.answer?.status ?? 200, body: found.answer?.body ?? {} }
  }
}

async function loginsOf(root: string, partner: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'mappings', `${partner}.json`), 'utf8').catch(() => '')
  return loginPathsOf(parseJson(text))
}

async function exchangesOf(root: string, partner: string): Promise<readonly Exchange[]> {
  const text = await readFile(join(root, 'test/cases', `${partner}.json`), 'utf8').catch(() => '')
  const cases = parseJson(text)
  if (!Array.isArray(cases)) return []
  return (cases.filter(isObject) as unknown as readonly Case[])
    .filter(({ outcome = [] }) => outcome.every(({ status }) => status === 'delivered'))
    .flatMap(({ exchanges, poll = [] }) => [...exchanges, ...poll.filter(({ outcome }) => outcome === 'delivered')])
    .filter(({ answer }) => (answer?.status ?? 200) < 300)
}

/** The first of the exchanges that have most parts of the path in common: ids in it differ. The host and the number of parts must be the same, and half of the parts. */
function mostLike(asked: Exchange['request'], exchanges: readonly Exchange[]): Exchange | undefined {
  const parts = partsOf(asked.url)
  let [found, most]: [Exchange | undefined, number] = [undefined, Math.ceil(parts.length / 2) - 1]
  for (const exchange of exchanges) {
    const others = partsOf(exchange.request.url)
    if (exchange.request.method !== asked.method || others.length !== parts.length || others[0] !== parts[0]) continue
    const same = parts.filter((part, i) => part === others[i]).length
    if (same > most) [found, most] = [exchange, same]
  }
  return found
}

function partsOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return []
  const { host, pathname } = new URL(url)
  return [host, ...pathname.split('/').filter((part) => part !== '')]
}
