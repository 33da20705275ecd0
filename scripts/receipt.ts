/**
 * `npm run receipt -- verify <file>` (`-` reads what is piped in): whether receipts are as they were written. The file holds a receipt as `GET /v1/deletes/...` gives it, or what
 * `POST /v1/deletes/search` gave. Keys: `RECEIPT_KEYS` of the environment, of `.dev.vars`, or of what `npm start` reads, the first that is set; or of the file of settings that `--file` names. Ends with 1 where
 * a receipt does not hold, else with 2 where one cannot be verified, because its key is not there.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import type { Receipt } from '../src/deletes/receipt.ts'
import { verify } from '../src/deletes/receipt-links.ts'
import type { ReceiptKeys } from '../src/deletes/receipt-keys.ts'
import { receiptKeysOf } from '../src/deletes/keys.ts'
import type { SettingsByName } from './development.ts'
import { ownSettings, pathFromHere, root, startFile, startSettings } from './development.ts'
import { printable } from './printable.ts'

const usage =
  'npm run receipt -- verify <file> [--file <settings, with RECEIPT_KEYS=...>]   ("-" instead of a file: what is piped in)'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { file: { type: 'string' } } })
const [command, file, ...others] = positionals
if (command !== 'verify' || file === undefined || others.length > 0) stop(usage)

const { keys, where } = keysOf(values.file)
const receipts = receiptsIn(read(file === '-' ? 0 : pathFromHere(file), file))
if (receipts.length === 0) stop(`${file} holds no receipt`)
for (const receipt of receipts) {
  const verified = verify(receipt, keys)
  const about = receipt as Partial<Receipt> | null
  const name = `${about?.partner ?? '?'}/${about?.account ?? '?'} ${about?.id ?? '?'}`
  if (verified.ok) console.log(printable(`ok      ${name} ${about?.state ?? ''}, last link ${verified.last}`))
  else if ('missingKey' in verified) {
    console.log(printable(`CANNOT BE VERIFIED  ${name}: RECEIPT_KEYS of ${where} has no key "${verified.missingKey}"`))
    process.exitCode ??= 2
  } else {
    console.log(printable(`BROKEN  ${name}: ${verified.why}`))
    process.exitCode = 1
  }
}

/** The keys, and where they were found. */
function keysOf(named: string | undefined): { readonly keys: ReceiptKeys; readonly where: string } {
  const start = relative(root, startFile)
  const places: Readonly<Record<string, SettingsByName>> =
    named === undefined
      ? { 'the environment': process.env, '.dev.vars': ownSettings(), [start]: startSettings() }
      : { [named]: parseEnv(readText(pathFromHere(named))) }
  const found = Object.entries(places).find(([, settings]) => (settings['RECEIPT_KEYS'] ?? '') !== '')
  const keys = receiptKeysOf({ RECEIPT_KEYS: found?.[1]['RECEIPT_KEYS'] })
  if (found === undefined || keys === undefined)
    stop(
      `RECEIPT_KEYS is not set in ${named ?? `the environment, .dev.vars or ${start}`}: receipts are verified with the keys that wrote them`,
    )
  if ('fault' in keys) stop(keys.fault)
  return { keys, where: found[0] }
}

function readText(path: string | number): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return stop(`${path} cannot be read`)
  }
}

function read(path: string | number, name: string): unknown {
  try {
    return JSON.parse(readText(path))
  } catch {
    return stop(`${name} is no valid JSON`)
  }
}

/** One receipt, a list of them, or the answer of a search. */
function receiptsIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json
  if (typeof json === 'object' && json !== null && 'receipts' in json && Array.isArray(json.receipts))
    return json.receipts
  return [json]
}

function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
