/** Where the CPU time of a request goes: profiles of a row's two sides, taken by the runtime's inspector while both get the load of a round. */
import { SourceMap } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { load } from './load.ts'
import { connections } from './rounds.ts'
import type { Row } from './rows.ts'
import { handServed, ourServed } from './rows.ts'
import type { Process, Served } from './serve.ts'
import type { Stage } from './stage.ts'

const warmUpMs = 3_000
const profiledMs = 8_000
const samplingUs = 200
const mostFunctions = 45

/** A profile as V8's inspector gives it: nodes of calls, and which node each sample was in. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
      readonly columnNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Shows for each row and side how many microseconds of a request its folders and its functions take themselves. */
export async function showProfiles(stage: Stage, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const hand = await mapped(stage, `hand/${row.hand}.ts`)
    await showProfile(stage, row, 'by hand', handServed(row, hand.script), hand.map)
    const ours = await mapped(stage, '../../src/index.ts')
    await showProfile(stage, row, 'ours', ourServed(row, ours.script), ours.map)
  }
}

async function showProfile(stage: Stage, row: Row, side: string, served: Served, map: SourceMap): Promise<void> {
  const process = await stage.serve(served, { isInspected: true })
  await load(process.port, { connections, forMs: warmUpMs }, stage.requests(row))
  const inspector = await Inspector.open(process)
  await inspector.ask('Profiler.enable')
  await inspector.ask('Profiler.setSamplingInterval', { interval: samplingUs })
  await inspector.ask('Profiler.start')
  const before = process.cpu()
  const { latencies } = await load(process.port, { connections, forMs: profiledMs }, stage.requests(row))
  const cpu = process.cpu() - before
  const { profile } = (await inspector.ask('Profiler.stop')) as { profile: Profile }
  inspector.close()
  await process.stop()
  print(`${row.name}, ${side}`, selfTimes(profile, map), { requests: latencies.length, cpu })
}

/** Microseconds in which each function ran itself, by its place. */
function selfTimes({ nodes, samples, timeDeltas }: Profile, map: SourceMap): ReadonlyMap<string, number> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame, map)]))
  const times = new Map<string, number>()
  for (const [i, id] of samples.entries()) {
    const place = places.get(id) ?? ''
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[i] ?? 0))
  }
  return times
}

function placeOf(
  { functionName, url, lineNumber, columnNumber }: Profile['nodes'][number]['callFrame'],
  map: SourceMap,
): string {
  if (!url.includes('worker')) return functionName === '' ? '(platform)' : `(platform) ${functionName}`
  const origin = map.findEntry(lineNumber, columnNumber)
  const file = 'originalSource' in origin ? origin.originalSource.replace(/^(?:\.\.\/)+/, '') : '?'
  const line = 'originalLine' in origin ? origin.originalLine + 1 : 0
  return `${file}:${line} ${functionName}`
}

function folderOf(place: string): string {
  if (place.startsWith('(')) return place
  const [file = ''] = place.split(':')
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)
  return library?.[1] ?? file.split('/').slice(0, -1).join('/')
}

function print(
  title: string,
  times: ReadonlyMap<string, number>,
  { requests, cpu }: { requests: number; cpu: number },
): void {
  const perRequest = (us: number): string => (us / requests).toFixed(1).padStart(8)
  const idle = '(platform) (idle)'
  const busy = [...times].filter(([place]) => place !== idle)
  const thread = busy.reduce((sum, [, us]) => sum + us, 0)
  console.log(
    `\n${title}: ${(cpu / requests).toFixed(0)} us CPU a request (${requests} requests, profiled), of them in the Worker's thread ${perRequest(thread).trim()}`,
  )
  const folders = new Map<string, number>()
  for (const [place, us] of busy) folders.set(folderOf(place), (folders.get(folderOf(place)) ?? 0) + us)
  for (const [folder, us] of largest(folders, 30)) console.log(`${perRequest(us)}  ${folder}`)
  console.log('  functions:')
  for (const [place, us] of largest(busy, mostFunctions)) console.log(`${perRequest(us)}  ${place}`)
}

function largest(times: Iterable<readonly [string, number]>, most: number): readonly (readonly [string, number])[] {
  return [...times].toSorted(([, a], [, b]) => b - a).slice(0, most)
}

/** A file here as a Worker, not minified, with the map that tells where its lines come from. */
async function mapped(stage: Stage, file: string): Promise<{ readonly script: string; readonly map: SourceMap }> {
  const outfile = join(stage.folder, 'profiled.js')
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    bundle: true,
    format: 'esm',
    outfile,
    sourcemap: 'external',
    external: ['node:*', 'cloudflare:*'],
  })
  const map = JSON.parse(readFileSync(`${outfile}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]
  return { script: readFileSync(outfile, 'utf8'), map: new SourceMap(map) }
}

/** The inspector of a runtime: commands of the Chrome DevTools Protocol over a WebSocket. */
class Inspector {
  readonly #socket: WebSocket
  readonly #asked = new Map<number, (result: unknown) => void>()
  #next = 1

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown }
      if (id === undefined) return
      this.#asked.get(id)?.(result)
      this.#asked.delete(id)
    })
  }

  static async open(process: Process): Promise<Inspector> {
    const listed = (await (await fetch(`http://127.0.0.1:${process.inspectorPort}/json`)).json()) as readonly {
      webSocketDebuggerUrl: string
    }[]
    const socket = new WebSocket(listed[0]?.webSocketDebuggerUrl ?? '')
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return new Inspector(socket)
  }

  ask(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = this.#next++
    this.#socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve) => this.#asked.set(id, resolve))
  }

  close(): void {
    this.#socket.close()
  }
}
