/** The scenes of deletes that are polled, and of the last moments before the kill. */
import { until } from './client.ts'
import type { KnownDelete, Stage } from './stage.ts'
import { busy, customer, event, once, remove } from './stage.ts'

/** Deletes of Mixpanel, in each state. Each is submitted alone: those of one submission share its job. */
export async function polledDeletes(stage: Stage): Promise<void> {
  const { client, partner } = stage
  /** What the partner says of each job, and the job of each user: a job whose name held a text of its user would be hidden in the receipt. */
  const jobs = new Map<string, string>()
  const names: string[] = []
  const jobOf = (name: string): string => `job-${'abcdefghijklm'[names.indexOf(name)]}`
  const refused = new Set<string>()
  partner.tell(({ method, url, body }) => {
    if (method === 'GET')
      return {
        status: 200,
        body: {
          status: 'ok',
          results: {
            status: jobs.get(url.split(/[/?]/).findLast((part) => part.startsWith('job-')) ?? '') ?? 'PENDING',
          },
        },
      }
    if ([...refused].some((name) => body.includes(name))) return busy
    return { status: 200, body: { status: 'ok', results: { task_id: jobOf(/kept-\w+/.exec(body)?.[0] ?? '') } } }
  })
  const submitted = ['accepted', 'submitted']
  const polled = async (name: string, job: string, kinds: readonly string[]): Promise<KnownDelete> => {
    names.push(name)
    jobs.set(jobOf(name), job)
    const known = await remove(stage, 'mixpanel', name, { kinds: submitted })
    await client.retry(known)
    await client.receipt(known, [...submitted, 'poll', ...kinds])
    return known
  }
  await polled('kept-finished', 'SUCCESS', ['confirmed'])
  await polled('kept-dead', 'REVOKED', ['failed'])
  await client.cancel(await polled('kept-cancelled', 'REVOKED', ['failed']), 'deleted by hand', 200)
  await polled('kept-again', 'FAILURE', ['resubmit', 'submitted'])
  const retried = await polled('kept-retried', 'REVOKED', ['failed'])
  refused.add('kept-retried').add('kept-failing').add('kept-sending').add('kept-unwanted')
  await client.retry(retried)
  await client.receipt(retried, [...submitted, 'poll', 'failed', 'retried', 'attempt'])
  await remove(stage, 'mixpanel', 'kept-failing', { kinds: ['accepted', 'attempt'] })
  await twoPolls(stage, await polled('kept-polled', 'PENDING', []), jobOf('kept-polled'))
  for (const name of ['kept-sending', 'kept-unwanted'])
    await remove(stage, 'mixpanel', name, { kinds: ['accepted', 'attempt'] })
}

async function twoPolls({ client, partner }: Stage, known: KnownDelete, job: string): Promise<void> {
  const polls = (): number => partner.calls.filter(({ method, url }) => method === 'GET' && url.includes(job)).length
  await client.retry(known)
  await until('a second poll', () => (polls() >= 2 ? true : undefined))
}

/** What goes on at the moment of the kill: calls that hang, what is cancelled and what is deleted meanwhile, what waits because it is paused. */
export async function lastMoments(stage: Stage): Promise<void> {
  const { client, partner } = stage
  partner.tell(({ body }) => (/kept-leased-1|kept-sending/.test(body) ? 'hang' : busy))
  const first = await remove(stage, 'mixpanel', 'kept-void-1')
  await remove(stage, 'mixpanel', 'kept-void-1', {
    kinds: ['accepted', 'joined'],
    more: { messageId: 'another-delete-of-kept-void-1' },
  })
  const second = await remove(stage, 'userpilot', 'kept-customer-2', { from: customer })
  for (const known of [first, second])
    await until(`the first try of ${known.id} is planned`, () => isPlanned(stage, known))
  await sendingDeletes(stage)
  await client.retry(await once(stage, 'kept-leased-1', 'pending'))
  await hangs(stage, 'kept-leased-1')
  const [unwanted] = await client.of('kept-leased-2')
  if (unwanted === undefined) throw new Error('kept-leased-2 does not wait')
  await client.cancel(unwanted, 'sent by hand meanwhile', 202)
  await remove(stage, 'webhook', 'kept-waits-3')
  await client.ask('/v1/partners/webhook/pause', { kinds: ['events'] })
  await client.send('webhook', event('kept-held-1'), 202)
  await client.send('webhook', [event('kept-held-2'), event('kept-held-3')], 202)
}

async function isPlanned({ client }: Stage, { partner, account, id }: KnownDelete): Promise<true | undefined> {
  const { nextAttemptAt } = await client.ask(`/v1/deliveries/${partner}/${account}/${id}`)
  return Date.parse(String(nextAttemptAt)) > Date.now() + 30_000 ? true : undefined
}

/** Two deletes of one call that hangs, one of them cancelled meanwhile; a third comes. */
async function sendingDeletes(stage: Stage): Promise<void> {
  const { client, deletes } = stage
  const both = ['kept-sending', 'kept-unwanted'].flatMap((name) => deletes.get(name) ?? [])
  await client.ask('/v1/partners/mixpanel/pause', { kinds: ['deletes'] })
  for (const known of both) await client.retry(known)
  await client.ask('/v1/partners/mixpanel/resume', { kinds: ['deletes'] })
  const [sending, unwanted] = both
  if (sending === undefined || unwanted === undefined) throw new Error('the deletes of before are not there')
  await client.retry(sending)
  await hangs(stage, 'kept-unwanted')
  await client.cancel(unwanted, 'deleted by hand meanwhile', 202)
  await remove(stage, 'mixpanel', 'kept-void-2')
}

async function hangs({ partner }: Stage, name: string): Promise<void> {
  await until(`the call of ${name} hangs`, () => partner.hanging.find(({ body }) => body.includes(name)))
}
