/** The first requests of a cold isolate, and what they wait for. */
import { median } from '../measure.ts'
import { identify, track } from './events.ts'
import { load } from './load.ts'
import { ourServed } from './rows.ts'
import type { Sending } from './sending.ts'
import type { Stage } from './stage.ts'

const processes = 11

/** Each request waits for what those before it have not done yet. */
const steps: readonly (Sending & { readonly what: string })[] = [
  {
    what: 'first event: the mappings are opened, one is compiled, the registry answers',
    path: 'webhook',
    event: track,
  },
  { what: 'the next, to the same partner', path: 'webhook', event: track },
  { what: 'first event to Mixpanel: its mapping is compiled', path: 'mixpanel', event: track },
  { what: 'the next, to Mixpanel', path: 'mixpanel', event: track },
  { what: 'first event to Customer.io: its mapping is compiled', path: 'customerio', event: identify },
  { what: 'the next, to Customer.io', path: 'customerio', event: identify },
]

/** Shows how long each of the first requests takes, as the median of several processes that just started. */
export async function showStart(stage: Stage, ours: string): Promise<void> {
  const took = steps.map((): number[] => [])
  for (let i = 0; i < processes; i++) {
    const process = await stage.serve(ourServed({}, ours))
    for (const [at, step] of steps.entries()) {
      const { latencies } = await load(process.port, { connections: 1, most: 1 }, stage.requests(step))
      took[at]?.push(latencies[0] ?? Number.NaN)
    }
    await process.stop()
  }
  console.log(`the first requests of a cold isolate, ms, medians of ${processes} processes`)
  for (const [at, { what }] of steps.entries())
    console.log(
      `${median(took[at] ?? [])
        .toFixed(1)
        .padStart(8)}  ${what}`,
    )
}
