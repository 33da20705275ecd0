/**
 * `npm run receipt -- verify <file>` (`-` reads what is piped in): whether receipts are as they were written. The file holds a receipt as `GET /v1/deletes/...` gives it, or what
 * `POST /v1/deletes/search` gave. Keys: `RECEIPT_KEYS` of the environment, of `.dev.vars`, or of what `npm start` reads, the first that is set; or of the file that `--keys` names. Ends with 1 where a receipt does not hold.
 */
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import type { Receipt } from '../src/deletes/receipt.ts'
import { verify } from '../src/deletes/receipt-links.ts'
import type { ReceiptKeys } from '../src/deletes/receipt-keys.ts'
import { receiptKeysOf } from '../src/deletes/keys.ts'
import type { SettingsByName } from './development.ts'
import { ownSettings, root, startFile, startSettings } from './development.ts'
import { printable } from './printable.ts'

const usage =
  'npm run receipt -- verify <file> [--keys <file with RECEIPT_KEYS=...>]   ("-" instead of a file: what is piped in)'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keys: { type: 'string' } } })
const [command, file, ...others] = positionals
if (command !== 'verify' || file === undefined || others.length > 0) stop(usage)

const keys = keysOf(values.keys)
const receipts = receiptsIn(read(file === '-' ? 0 : resolve(process.env['INIT_CWD'] ?? '.', file), file))
if (receipts.length === 0) stop(`${file} holds no receipt`)
for (const receipt of receipts) {
  const verified = verify(receipt, keys)
  const about = receipt as Partial<Receipt> | null
  const name = `${about?.partner ?? '?'}/${about?.account ?? '?'} ${about?.id ?? '?'}`
  if (verified.ok) console.log(printable(`ok      ${name} ${about?.state ?? ''}, last link ${verified.last}`))
  else {
    console.log(printable(`BROKEN  ${name}: ${verified.why}`))
    process.exitCode = 1
  }
}

function keysOf(named: string | undefined): ReceiptKeys {
  const places: readonly SettingsByName[] =
    named === undefined
      ? [process.env, ownSettings(), startSettings()]
      : [parseEnv(readText(resolve(process.env['INIT_CWD'] ?? '.', named)))]
  const text = places.map((settings) => settings['RECEIPT_KEYS']).find((one) => one !== undefined && one !== '')
  const found = receiptKeysOf({ RECEIPT_KEYS: text })
  if (found === undefined)
    stop(
      `RECEIPT_KEYS is not set in ${named ?? `the environment, .dev.vars or ${relative(root, startFile)}`}: receipts are verified with the keys that wrote them`,
    )
  if ('fault' in found) stop(found.fault)
  return found
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
