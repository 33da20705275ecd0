import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { base64OfText, bytesOfBase64 } from '../../values/base64.ts'
import { digest } from '../../values/digest.ts'
import type { Arg, Filter } from './filter.ts'
import { textOf } from '../../values/json.ts'
import { plain, overText } from './reading.ts'

type HashChain = (value: unknown) => unknown

const normalise: Arg = { name: 'filters', type: 'filters', optional: true }

/** Filters that give digests: hexadecimal, in lower case, over UTF-8. */
export const hashFilters: Readonly<Record<string, Filter>> = {
  // SHA-256 after the filters given; a digest passes, white space alone is absent, lists element by element: `"ABC" | sha256: (downcase)` is `"ba78…15ad"`.
  sha256: { args: [normalise], make: (chain?: HashChain) => hasher('sha256', 64, chain) },

  // MD5, by the same rules (32 digits pass): `"ABC" | md5: (downcase)` is `"900150983cd24fb0d6963f7d28e17f72"`.
  md5: { args: [normalise], make: (chain?: HashChain) => hasher('md5', 32, chain) },

  // A UUID made from the text, always the same one (version 5 of RFC 9562), in a namespace if one is given: `"abc"` is `"6547cd16-d8c9-518e-87ca-b2d904e4cdb1"`.
  uuid: {
    args: [{ name: 'namespace', type: 'text', optional: true, check: checkUuid }],
    make: (namespace = ours) => {
      const bytes = uuidForm.test(namespace) ? hexToBytes(namespace.replaceAll('-', '')) : undefined
      return overText((text) => (text === '' || bytes === undefined ? undefined : uuid5(bytes, text)))
    },
  },

  // The text, as UTF-8, in base64 (RFC 4648): `"añ"` is `"YcOx"`.
  base64: plain(overText((text) => base64OfText(text.toWellFormed()))),

  // The text that a base64 text stands for, also one of `-`, `_` and no `=`; absent if it is none, or no UTF-8: `"YcOx"` is `"añ"`.
  base64_decode: plain(overText(textOfBase64)),
}

function hasher(algorithm: 'sha256' | 'md5', digits: number, chain: HashChain = (value) => value): HashChain {
  const hash = (value: unknown): string | undefined => {
    const given = textOf(value)?.trim()
    if (given === undefined || (given.length === digits && /^[0-9a-f]+$/i.test(given))) return given?.toLowerCase()
    const text = textOf(chain(value))
    return text === undefined || text.trim() === '' ? undefined : digest(algorithm, text)
  }
  return (value) => {
    if (!Array.isArray(value)) return hash(value)
    const hashes = value.map(hash).filter((element) => element !== undefined)
    return hashes.length === 0 ? undefined : hashes
  }
}

// The namespace of our UUIDs, random and fixed for ever: uuid5(this, text) makes the same ones in any language.
const ours = '5f0c5c1c-7d0b-4d0e-9b6e-3a1f8c2d4e60'

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function checkUuid(literal: unknown): string | undefined {
  return uuidForm.test(String(literal))
    ? undefined
    : `wants a UUID such as '6ba7b810-9dad-11d1-80b4-00c04fd430c8' for its namespace`
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOfBase64(text: string): string | undefined {
  try {
    return utf8.decode(bytesOfBase64(text.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined
  }
}

function uuid5(namespace: Uint8Array, text: string): string {
  const hex = digest('sha1', concatBytes(namespace, utf8ToBytes(text)))
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
