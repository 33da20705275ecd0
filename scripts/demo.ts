/**
 * `npm run demo [-- <partner>]`: sends the seven event types of Segment's spec to a running `npm start` and prints the partner request of each.
 * It fails where one is not taken; that the partner has nothing for a type (501) is no failure.
 * `npm run demo -- failures [<partner>]` shows a retry, a dead letter and its repair.
 */
import { journeys, ofNow } from '../src/ingest/samples.ts'
import { calls, send, soon } from './demo-client.ts'
import { showFailures } from './demo-failures.ts'
import { root } from './development.ts'
import { unknownPartner } from './failures.ts'
import { partnerNames } from './mappings.ts'
import { printable } from './printable.ts'
import { formatCall } from './stand-in.ts'

type Sample = (typeof journeys)['spec'][number]

const [first = '', ...others] = process.argv.slice(2)
const isOfFailures = first === 'failures'
const slug = (isOfFailures ? others[0] : first) || 'customerio'
const partners = await partnerNames(root)
// Events are of now: partners refuse old ones, and what came before its user was deleted, by an earlier demo, is sent nowhere.
if (!partners.includes(slug)) {
  console.error(unknownPartner(slug, partners))
  process.exitCode = 1
} else if (isOfFailures) {
  const track = journeys.spec.find(({ type }) => type === 'track') ?? { type: 'track' }
  process.exitCode = (await showFailures(slug, ofNow(track, Date.now()))) ? 0 : 1
} else for (const event of journeys.spec) await show(ofNow(event, Date.now()))

async function show(event: Sample): Promise<void> {
  const before = (await calls(0)).length
  // A delete request that came before is known, and not sent again: each run of the demo has its own.
  const isDelete = event.type === 'delete'
  const reply = await send(slug, isDelete ? { ...event, messageId: `delete-reg-${Date.now()}::job-1-demo` } : event)
  console.log(`\n=== ${event.type}: ${slug} replied ${reply.status} ${printable(JSON.stringify(reply.body))}`)
  // A delete is queued, and an event where the machine is busy: its call comes within seconds.
  const made = async () => {
    const all = await calls(before)
    return reply.status === 202 && all.length === 0 ? undefined : all
  }
  for (const call of (await soon(made, 30)) ?? []) console.log(formatCall(call))
  if (reply.status >= 400 && reply.status !== 501) process.exitCode = 1
}
