import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Shown } from '../../scripts/activity/show.ts'
import { showAttempt, showRecord } from '../../scripts/activity/show.ts'
import type { Found, Ledger } from '../../scripts/activity/summary.ts'
import type { Ended, Running } from '../kit/command.ts'
import { run, start } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

const record: Shown = {
  at: '2026-11-22T11:00:00.000Z',
  partner: 'mixpanel',
  account: 'default',
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  subscription: 'Track',
  outcome: 'rejected',
  failed: true,
  status: 400,
  ms: 12,
  queued: false,
  attempt: 1,
  message: 'no such plan',
  id: 'a1b2',
}

const found: Found = {
  activity: [record],
  reasons: [{ partner: 'mixpanel', outcome: 'rejected', reason: 'the partner answered 400', n: 5 }],
  deliveries: 3,
  omitted: 0,
}

const counted = { partner: 'mixpanel', account: 'default', queued: false, outcome: 'rejected', failed: true }
const ledger: Ledger = {
  since: '2026-11-22T11:00:00.000Z',
  until: '2026-11-22T12:01:00.000Z',
  received: 120,
  inline: { rejected: 3, delivered: 97, queued: 20 },
  queue: { delivered: 18, retryable: 2 },
  mappings: [
    { partner: 'mixpanel', mapping: 'a1', received: 100, inline: { delivered: 97, rejected: 3 }, queue: {} },
    {
      partner: 'mixpanel',
      mapping: 'b2',
      received: 20,
      inline: { queued: 20 },
      queue: { delivered: 18, retryable: 2 },
    },
    { partner: 'webhook', mapping: 'c3', received: 0, inline: {}, queue: {} },
  ],
  reasons: [
    { ...counted, reason: 'the partner answered 400', n: 2 },
    { ...counted, outcome: 'skipped', failed: false, reason: 'dropped by the mapping', n: 7 },
    { ...counted, outcome: 'queued', reason: 'the partner answered 503', n: 20 },
    { ...counted, reason: 'the partner answered 400', n: 1 },
    { ...counted, queued: true, outcome: 'retryable', reason: 'the partner answered 503', n: 2 },
  ],
}

describe('a line', () => {
  test('says what became of the event, and names the delivery as --show takes it, also where nothing failed', () => {
    expect(showRecord(record)).toBe(
      '2026-11-22T11:00:00.000Z  ! rejected     mixpanel/default/a1b2 > Track  track "Order Completed"  m-1  400 12 ms (inline): no such plan',
    )
    const { status: _, ms: __, message: ___, ...rest } = record
    const queued = showRecord({ ...rest, outcome: 'queued', failed: false })
    expect(queued).toMatch(/ {4}queued {7}mixpanel\/default\/a1b2 > Track .* m-1 {2}\(inline\)$/)
    expect(queued).not.toContain('ok')
  })

  test('stays one line, whatever the event says, and cuts what is long', () => {
    const hostile = `a\n\u001b[2J\u202e${'x'.repeat(150)}`
    const line = showRecord({
      ...record,
      event: hostile,
      messageId: hostile,
      message: hostile.repeat(9),
      type: hostile,
    })
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    expect(line).toContain('a\\u000a\\u001b[2J\\u202exx')
    expect(line.length).toBeLessThan(800)
  })

  test('of an attempt says where no request is kept', () => {
    expect(showAttempt(record)).toMatch(/\n {2}of this attempt no request and no answer are kept/)
    expect(showAttempt({ ...record, exchange: 'sealed' })).toMatch(/\n {2}the request and the answer are sealed/)
    const exchange = {
      method: 'POST',
      url: 'https://a.example.com',
      headers: {},
      body: '\u009b1m',
      answer: { failed: 'timeout' },
    }
    expect(showAttempt({ ...record, exchange })).toMatch(/\n {2}POST https:.*\n {2}\\u009b1m\n {2}=> timeout$/)
  })
})

describe('npm run activity', () => {
  let server: Server
  let origin = ''
  let asked: URL[] = []
  let answer: Found = found
  let isDown = false

  function reply(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', origin)
    asked.push(url)
    if (isDown) return void request.socket.destroy()
    const body =
      url.pathname === '/v1/ledger'
        ? ledger
        : url.pathname.split('/').length > 4
          ? { attempts: [record] }
          : url.searchParams.get('partner') === 'typo'
            ? undefined
            : answer
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(body ?? { code: 'unknown_partner', message: 'there is no such partner' }))
  }

  beforeEach(async () => {
    ;[asked, answer, isDown] = [[], found, false]
    server = createServer(reply).listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const env = { ADMIN_TOKEN: '', VIEWER_TOKEN: 'the-token' }
  const command = (args: readonly string[]): readonly string[] => [
    'node',
    'scripts/activity.ts',
    '--remote',
    origin,
    ...args,
  ]
  const activity = (args: readonly string[], signal: AbortSignal): Promise<Ended> =>
    run(command(args), projectRoot, { env, signal })

  test('says how many events failed, by which mapping and why, by the counts of all, kept or not', async ({
    signal,
  }) => {
    const { code, output } = await activity(['--partner', 'mixpanel', '--failed'], signal)
    expect(code).toBe(0)
    expect(output).toBe(`${showRecord(record)}

mixpanel, 2026-11-22T11:00:00.000Z to 2026-11-22T12:01:00.000Z: 120 received: 97 delivered, 20 queued, 3 rejected
attempts of the queue: 18 delivered, 2 retryable
mapping a1 of mixpanel: 97 delivered, 3 rejected
mapping b2 of mixpanel: 20 queued; queue: 18 delivered, 2 retryable
reasons:
    20  mixpanel/default  queued: the partner answered 503
     3  mixpanel/default  rejected: the partner answered 400
     2  mixpanel/default  queue, retryable: the partner answered 503
`)
    const [, counts] = asked
    expect(counts?.pathname).toBe('/v1/ledger')
    expect(counts?.searchParams.get('partner')).toBe('mixpanel')
  })

  test('counts deliveries by their records where the counts know nothing of the filter', async ({ signal }) => {
    for (const filter of [
      ['--user', 'ada'],
      ['--event', 'Order Completed'],
    ]) {
      const { output } = await activity(['--partner', 'mixpanel', ...filter], signal)
      expect(output).toMatch(/^mixpanel, since .*: 3 deliveries were found, by the records that are kept/m)
      expect(output).toMatch(/^ {5}5 {2}mixpanel {2}rejected: the partner answered 400$/m)
    }
    expect(asked.map(({ pathname }) => pathname)).toEqual(['/v1/activity/search', '/v1/activity'])
  })

  test('says what it does not show', async ({ signal }) => {
    answer = { ...found, omitted: 70, cursor: 'more' }
    const { output } = await activity(['--failed'], signal)
    expect(output).toMatch(/^only the newest 1 records are shown: --limit/m)
    expect(output).toMatch(/^of this time 70 records were not kept, whatever the filters/m)
  })

  test('says what is wrong', async ({ signal }) => {
    const [typo, year, meant, help, path] = await Promise.all([
      activity(['--partner', 'typo'], signal),
      activity(['--since', 'yesterday'], signal),
      activity(['--since', '1'], signal),
      activity(['--help'], signal),
      activity(['--show', 'a1b2'], signal),
    ])
    expect(typo).toEqual({ code: 1, output: expect.stringMatching(/answered 404: there is no such partner/) })
    expect(year).toEqual({ code: 1, output: expect.stringMatching(/^--since: expected a duration/) })
    expect(meant).toEqual({ code: 1, output: expect.stringMatching(/did you mean 1h\?$/m) })
    expect(help).toEqual({ code: 0, output: expect.stringMatching(/^usage: npm run activity/) })
    expect(path).toEqual({ code: 1, output: expect.stringMatching(/^--show: expected partner\/account\/id/) })
  })

  test('shows a delivery by the name that stands in its line', async ({ signal }) => {
    const { output } = await activity(['--show', 'mixpanel/default/a1b2'], signal)
    expect(output).toMatch(/no request and no answer are kept/)
    expect(asked.map(({ pathname, search }) => pathname + search)).toEqual([
      '/v1/activity/mixpanel/default/a1b2?reveal=1',
    ])
  })

  test('goes on following while the forwarder restarts', async ({ signal }) => {
    const following: Running = start(command(['--follow']), projectRoot, { env, signal })
    const says = (text: string): Promise<void> =>
      vi.waitFor(() => expect(following.output()).toContain(text), { timeout: 30_000, interval: 50 })
    await says('m-1')
    isDown = true
    await says('asking again every two seconds')
    answer = { ...found, activity: [{ ...record, messageId: 'm-2', id: 'c3d4' }, record] }
    isDown = false
    await says('m-2')
    expect(following.output().match(/asking again/g)).toHaveLength(1)
    expect(following.output().match(/m-1/g)).toHaveLength(1)
    process.kill(-following.pid)
    expect((await following.ended).code).toBe(null)
  })
})
