import { setTimeout as wait } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { ask, fresh, key, say, sum } from './bench.ts'
import type { Of, Tallies, Tally } from './questions.ts'

/** How many deletes come together in the second case. */
const many = 100
/** Nothing was written for so long: it is over. */
const restMs = 600
/** So many rows may be written. */
const most = { alone: 40, together: 20 } as const

/** What one delete of a user costs, from accept to confirmed: alone, and among a hundred that come in one array. */
export async function deletes(bench: Bench): Promise<void> {
  console.log(
    '\nrows written for a delete, from accept to confirmed: one that comes alone, and each of a hundred that come together (`cursor.rowsWritten`, indexes included; an alarm that is set is a row)',
  )
  const of = fresh('batched')
  // The first delete makes the tables, and what an account has once.
  await deleted(bench, of, ['first'])
  const alone = await deleted(bench, of, ['alone'])
  const users = Array.from({ length: many }, (_, i) => `user-${i}`)
  const together = await deleted(bench, of, users)
  table(alone, together)
}

/** Deletes users; gives what was written until everything about them was. */
async function deleted({ runtime, ...bench }: Bench, of: Of, users: readonly string[]): Promise<Tallies> {
  const body = users.map((userId) => ({ type: 'delete', userId, messageId: `delete-reg-${userId}` }))
  const reply = await fetch(new URL(`/v1/destinations/${of.partner}/${of.account}`, runtime.url), {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify(users.length === 1 ? body[0] : body),
  })
  if (!reply.ok) throw new Error(`the deletes were answered ${reply.status} ${await reply.text()}`)
  while (Number(await ask({ runtime, ...bench }, { ask: 'open deletes', ...of })) > 0) await wait(50)
  let all = (await ask({ runtime, ...bench }, { ask: 'tallies', ...of })) as Tallies
  for (let more = 1; more > 0;) {
    await wait(restMs)
    const late = (await ask({ runtime, ...bench }, { ask: 'tallies', ...of })) as Tallies
    more = allOf(late)
    all = {
      account: added(all.account, late.account),
      registry: added(all.registry, late.registry),
      activity: added(all.activity, late.activity),
    }
  }
  return all
}

function allOf(tallies: Tallies): number {
  return sum(Object.values(tallies).map(written))
}

function written({ rows, alarms }: Tally): number {
  return sum(Object.values(rows)) + alarms
}

function added(a: Tally, b: Tally): Tally {
  const rows: Record<string, number> = { ...a.rows }
  for (const [name, n] of Object.entries(b.rows)) rows[name] = (rows[name] ?? 0) + n
  return {
    rowsRead: a.rowsRead + b.rowsRead,
    rows,
    transactions: a.transactions + b.transactions,
    alarms: a.alarms + b.alarms,
  }
}

/** Rows by table: of the delete that came alone, and on average of those that came together. */
function table(alone: Tallies, together: Tallies): void {
  for (const object of ['account', 'registry', 'activity'] as const) {
    const [one, of] = [byTable(alone[object]), byTable(together[object])]
    for (const name of new Set([...one.keys(), ...of.keys()]))
      say(`${object}: ${name}`, `${one.get(name) ?? 0}  ${((of.get(name) ?? 0) / many).toFixed(2).padStart(6)}`)
  }
  const [one, of] = [allOf(alone), allOf(together) / many]
  say('all', `${one}  ${of.toFixed(2).padStart(6)}`, {
    text: `${most.alone}, ${most.together}`,
    met: one <= most.alone && of <= most.together,
  })
}

function byTable({ rows, alarms }: Tally): ReadonlyMap<string, number> {
  const tables = new Map<string, number>()
  for (const [statement, n] of Object.entries(rows)) {
    const name = statement.split(' ').at(-1) ?? ''
    tables.set(name, (tables.get(name) ?? 0) + n)
  }
  return alarms === 0 ? tables : tables.set('its alarm', alarms)
}
