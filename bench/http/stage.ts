/** What every part of the bench stands on: the partner on loopback, Workers that are served beside it, and the requests that they get. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { requestBytes } from './load.ts'
import type { PartnerCall } from './partner.ts'
import type { Sending } from './sending.ts'
import { key } from './sending.ts'
import type { Process, Served } from './serve.ts'
import { serve } from './serve.ts'

/** What proves who sends. */
export const authorization = { Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }

/** The folder of this run, the partner, and the count of events, each of which has a number of its own. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-http-'))
  /** The number of the next event. */
  next = 0
  readonly #partner = spawn(process.execPath, [join(import.meta.dirname, 'partner.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  readonly #port = new Promise<number>((resolve) =>
    this.#partner.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
  )
  #served = 0

  /** Serves a Worker in a process of its own. */
  async serve(served: Served, options: { readonly isInspected?: boolean } = {}): Promise<Process> {
    const folder = this.subfolder(`served-${this.#served++}`)
    return serve(served, { folder, partner: await this.#port, ...options })
  }

  /** A folder in that of this run. */
  subfolder(name: string): string {
    const folder = join(this.folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** Gives the bytes of the next request each time it is called. */
  requests({ path, event, many }: Sending): () => Buffer {
    return () => {
      const body = many === undefined ? event(this.next++) : Array.from({ length: many }, () => event(this.next++))
      return requestBytes(`/v1/destinations/${path}`, authorization, JSON.stringify(body))
    }
  }

  /** Asks the partner: `calls`, `record` or `forget`. */
  async ask(question: 'calls' | 'record' | 'forget'): Promise<{ items: number; calls: readonly PartnerCall[] }> {
    const answer = await fetch(`http://127.0.0.1:${await this.#port}/~${question}`)
    return (await answer.json()) as { items: number; calls: readonly PartnerCall[] }
  }

  /** Waits until the partner has got so many items in all. */
  async got(items: number): Promise<void> {
    for (let tries = 0; (await this.ask('calls')).items < items; tries++) {
      if (tries > 2_400) throw new Error(`the partner did not get ${items} items within two minutes`)
      await wait(50)
    }
  }

  end(): void {
    this.#partner.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The text of a Worker made of a file here; `instead`: a file that is taken for that of the packed mappings. */
export async function built(file: string, instead?: string): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, file)],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external: ['node:*', 'cloudflare:*'],
    plugins:
      instead === undefined
        ? []
        : [
            {
              name: 'mappings',
              setup: ({ onResolve }) => onResolve({ filter: /generated\/mappings\.ts$/ }, () => ({ path: instead })),
            },
          ],
  })
  return result.outputFiles[0]?.text ?? ''
}
