import { median } from '../measure.ts'
import type { Bench } from './bench.ts'
import { ask, fresh, hour, number, rowsOf, say, sum } from './bench.ts'
import type { Ran, Tally } from './questions.ts'

/** Six hours in which the partner answers 500, on a moved clock: each alarm runs at its time. */
export async function outage(bench: Bench): Promise<void> {
  const { partner } = bench
  console.log(
    '\nan outage of six hours, 1,000 pending rows, the partner answers 500 (clock moved; rows written by the queue)',
  )
  const of = fresh('single')
  partner.status = 500
  const start = Date.now()
  // Ahead, so that the platform's own alarm stays out of it.
  await ask(bench, { ask: 'clock', aheadMs: hour })
  await ask(bench, { ask: 'commit', ...of, events: 1_000, from: 0, together: 1, atOnce: 64, dueInMs: 0 })
  const first = (await ask(bench, { ask: 'alarm', ...of })) as Ran
  const ran: { readonly calls: number; readonly rows: Tally['rows'] }[] = []
  for (let next = first.next; next !== undefined && next < start + 7 * hour;) {
    // A run a little before its time finds the circuit open: it must leave everything as it is.
    for (const at of [next - 5_000, next + 1]) {
      await ask(bench, { ask: 'clock', aheadMs: at - Date.now() })
      partner.begin()
      const run = (await ask(bench, { ask: 'alarm', ...of })) as Ran
      ran.push({ calls: partner.calls, rows: run.rows })
      next = run.next
    }
  }
  const probes = ran.filter(({ calls }) => calls > 0)
  const idle = ran.filter(({ calls }) => calls === 0)
  const idleRows = sum(idle.map((run) => rowsOf(run)))
  const perProbe = probes.map((run) => rowsOf(run))
  say('the run that opens the circuit: rows (1,000 are due, 250 are claimed)', number(rowsOf(first)))
  say('runs that find it open: how many', number(idle.length))
  say('runs that find it open: rows in all', number(idleRows), { text: '0', met: idleRows === 0 && idle.length > 0 })
  say('probes: how many, calls in all', `${probes.length}, ${sum(probes.map(({ calls }) => calls))}`)
  say(
    'a probe: rows (the probed row, and the circuit), median and most',
    `${median(perProbe)}, ${Math.max(...perProbe)}`,
  )
  const [one] = probes
  say('  of these', JSON.stringify(one?.rows ?? {}))
  say('still pending', number(Number(await ask(bench, { ask: 'pending', ...of }))))
  await ask(bench, { ask: 'clock', aheadMs: 0 })
  partner.status = 200
}
