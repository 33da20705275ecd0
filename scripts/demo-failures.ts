import { calls, fail, operate, send, soon } from './demo-client.ts'
import { printable } from './printable.ts'
import type { Replied } from './demo-client.ts'
import type { ReceivedCall } from './stand-in.ts'

/** What the list of deliveries says of one. */
interface Listed {
  readonly id: string
  readonly account: string
  readonly state: string
  readonly attempts: number
  readonly reason: string
  readonly nextAttemptAt?: string
}

/** A step that did not go as it should. */
class Unexpected extends Error {}

/** Shows at a running `npm start` how a failed event is tried again, and how a refused one becomes a dead letter and is repaired. Prints each step; gives whether all happened. */
export async function showFailures(partner: string, event: object): Promise<boolean> {
  const before = await fail(partner, undefined)
  try {
    await showRetry(partner, event)
    await showDeadLetter(partner, event)
    console.log('\nAll of it happened as it should. docs/operations.md tells more.')
    return true
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error
    console.error(`\nNOT AS EXPECTED: ${error.message}`)
    return false
  } finally {
    await fail(partner, before)
  }
}

async function showRetry(partner: string, event: object): Promise<void> {
  console.log(`\n=== 1. A partner that is down: ${partner} answers 503`)
  const { from } = await queued(partner, event)
  console.log(`\n=== ${partner} is up again: the queue tries by itself`)
  await fail(partner, undefined)
  await delivered(partner, from)
}

async function showDeadLetter(partner: string, event: object): Promise<void> {
  console.log(`\n=== 2. A partner that refuses an event: ${partner} answers 503, and 400 when it is tried again`)
  const { from, reply } = await queued(partner, event)
  await fail(partner, '400:{"message":"no such plan"}')
  const dead = await soon(async () => (await listed(partner, reply)).find(({ state }) => state === 'dead'))
  if (dead === undefined) throw new Unexpected('the event should be a dead letter, and is none')
  sayDelivery(dead)
  console.log('an alert comes to the terminal of npm start, one an hour for each partner')
  console.log(`\n=== The cause is gone: an operator retries the dead letter`)
  await fail(partner, undefined)
  const path = `/v1/deliveries/${partner}/${dead.account}/${dead.id}/retry`
  const retried = await operate(path, {})
  console.log(`POST ${path}: ${retried.status} ${printable(JSON.stringify(retried.body))}`)
  expect(retried.status === 200, `the retry should be 200, and is ${retried.status}`)
  await delivered(partner, from)
  const left = await soon(async () => ((await listed(partner, reply)).length === 0 ? true : undefined))
  expect(left === true, 'nothing should be left in the queue')
  console.log('nothing is left in the queue')
}

/** Sends an event while the partner is down. Gives the reply, and how many calls had come before. */
async function queued(partner: string, event: object): Promise<{ readonly from: number; readonly reply: Replied }> {
  await fail(partner, '503')
  const from = (await calls(0)).length
  const reply = await send(partner, fresh(event))
  console.log(`the reply to Segment: ${reply.status} ${printable(JSON.stringify(reply.body))}`)
  expect(reply.status === 202, `the reply should be 202 queued, and is ${reply.status}`)
  for (const delivery of await listed(partner, reply)) sayDelivery(delivery)
  return { from, reply }
}

/** Each run sends an event of its own. */
function fresh(event: object): object {
  return { ...event, messageId: `demo-${crypto.randomUUID()}`, timestamp: new Date().toISOString() }
}

/** Waits until the partner has taken a call that came after others. */
async function delivered(partner: string, from: number): Promise<void> {
  const call = await soon(async () => (await callsOf(partner, from)).find(({ answer }) => answer === '200'))
  if (call === undefined) throw new Unexpected(`${partner} should have got the event by now`)
  console.log(printable(`${partner} took it: ${call.method} ${call.url}`))
}

async function callsOf(partner: string, from: number): Promise<readonly ReceivedCall[]> {
  return (await calls(from)).filter((call) => call.partner === partner)
}

/** The deliveries of a request that wait or are dead. */
async function listed(partner: string, { requestId }: Replied): Promise<readonly Listed[]> {
  const { status, body } = await operate(`/v1/deliveries?partner=${partner}&requestId=${requestId}`)
  expect(status === 200, `the list of deliveries should be 200, and is ${status}: ${JSON.stringify(body)}`)
  return (body as { readonly deliveries: readonly Listed[] }).deliveries
}

function sayDelivery({ id, state, attempts, nextAttemptAt, reason }: Listed): void {
  const next = nextAttemptAt === undefined ? '' : `, next attempt at ${nextAttemptAt}`
  console.log(printable(`in the queue: ${id}, ${state} (${reason}), attempts: ${attempts}${next}`))
}

function expect(holds: boolean, message: string): void {
  if (!holds) throw new Unexpected(message)
}
