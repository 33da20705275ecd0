import UAParser from 'ua-parser-js'
import type { JsonObject } from '../../values/json.ts'

// The events of a user repeat their user agent; more than a few kept would be a cost without gain.
const kept = 32
// As the parser cuts too.
const longest = 500

const parsed = new Map<string, JsonObject | undefined>()

/**
 * What a user agent tells: `browser` (`name version major`), `os` (`name version`), `device` (`type vendor model`), each part only if
 * known; `undefined` if nothing is. Names are those of ua-parser-js 1.x. The same text gives the same frozen object while it is kept.
 */
export function userAgent(text: string): JsonObject | undefined {
  const key = text.trim().slice(0, longest)
  if (key === '') return undefined
  const known = parsed.get(key)
  if (known !== undefined || parsed.has(key)) return known
  const [oldest] = parsed.keys()
  if (parsed.size >= kept && oldest !== undefined) parsed.delete(oldest)
  const result = parse(key)
  parsed.set(key, result)
  return result
}

function parse(text: string): JsonObject | undefined {
  const { browser, os, device } = new UAParser(text).getResult()
  return known({
    browser: known({ name: browser.name, version: browser.version, major: browser.major }),
    os: known({ name: os.name, version: os.version }),
    device: known({ type: device.type, vendor: device.vendor, model: device.model }),
  })
}

/** An object of those parts that are there, frozen, or `undefined`. */
function known(parts: JsonObject): JsonObject | undefined {
  const there = Object.entries(parts).filter(([, part]) => part !== undefined && part !== '')
  return there.length === 0 ? undefined : Object.freeze(Object.fromEntries(there))
}
