/** Where Node keeps what it compiled while the tests run: the hundred commands that they start need not compile the same again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the folder for this run of the tests, and gives what takes it away. Workers and commands inherit the variable. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'edge-forwarder-compiled-'))
  process.env['NODE_COMPILE_CACHE'] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
