import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ReceivedCall } from '../../scripts/stand-in.ts'
import type { Case } from '../kit/cases.ts'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import { isForCustomers } from '../../src/partners/catalog.ts'
import { compiled, fieldsOf, jsonFieldsOf, playCase, readCases, readMapping } from '../kit/cases.ts'
import { alive, freePorts, run, start, until } from '../kit/command.ts'
import type { DevServer, Posted } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import { complaint, projectRoot, spoiled } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

type Json = Readonly<Record<string, unknown>>

const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'))

function isAsStandIn({ answer: { status, body } }: Exchange): boolean {
  return status === 200 && JSON.stringify(body) === '{}'
}

type Exchange = Case['exchanges'][number]

/** The cases of a partner whose answers are all what the stand-in answers, each with the account that has its settings. What would be tried again would come while others are played. */
async function casesOf(slug: string): Promise<readonly (Case & { readonly route: string })[]> {
  const mapping = compiled(readMapping(slug))
  const simple: Case[] = []
  for (const one of readCases(slug)) {
    const { events, exchanges, poll, outcome } = one
    const isSimple = events.length > 0 && exchanges.length > 0 && exchanges.every(isAsStandIn) && poll.length === 0
    if (!isSimple || outcome?.some(({ status }) => status === 'retryable') === true) continue
    // A partner takes no old events: what the case expects must hold today, too.
    const { differences } = await playCase(mapping, { ...one, now: new Date().toISOString() })
    if (differences.length === 0) simple.push(one)
  }
  const accounts = [...new Set(simple.map(({ settings }) => JSON.stringify(settings)))]
  return simple.map((one) => ({ ...one, route: `${slug}/case-${accounts.indexOf(JSON.stringify(one.settings))}` }))
}

/** Whether a mapping's check takes the answer `200 {}` for a refusal. */
function takesEmptyForRefusal(slug: string): boolean {
  const answer = { status: 200, headers: {}, body: {} }
  const verdict = compiled(readMapping(slug)).check?.judge(scopeOf({}).with({ answer }), 0)
  return verdict !== undefined && verdict.outcome !== 'delivered'
}

/** Settings of customers come with their requests, not from variables. */
const slugs = readdirSync(join(projectRoot, 'test/cases'))
  .map((file) => file.replace('.json', ''))
  .filter((slug) => !isForCustomers(compiled(readMapping(slug))))
const cases = (await Promise.all(slugs.map(casesOf))).flat()
const accountVariable = (route: string): string => route.toUpperCase().replaceAll(/\W/g, '_')

/** A mapping that is added while the server runs, with the settings of `webhook` under its own name. */
const added = 'added-partner'
const addedVariables = Object.fromEntries(
  Object.entries(developmentSettings).flatMap(([name, value = '']) =>
    name.startsWith('WEBHOOK_') ? [[name.replace('WEBHOOK', 'ADDED_PARTNER'), value]] : [],
  ),
)

describe('npm start', () => {
  let server: DevServer
  beforeAll(async () => {
    server = await startDevServer({
      ...addedVariables,
      ...Object.fromEntries(cases.map(({ route, settings }) => [accountVariable(route), JSON.stringify(settings)])),
    })
  })
  afterAll(() => server.remove())

  const samples = read('test/data/spec-events.json') as { readonly events: readonly { name: string; event: Json }[] }

  test.for(samples.events)("sends the specs' $name on, leaf by leaf, and signed", async ({ event }) => {
    const { status, reply, calls } = await server.post('webhook', event)
    const isDelete = (event as { readonly type?: unknown }).type === 'delete'
    expect(reply).toMatchObject({ status: isDelete ? 'queued' : 'delivered' })
    expect({ status, calls: calls.length }).toEqual({ status: isDelete ? 202 : 200, calls: 1 })
    const [{ method, url, headers, body } = notReceived] = calls
    expect({ method, url }).toEqual({ method: 'POST', url: developmentSettings['WEBHOOK_URL'] })
    expect(leaves(JSON.parse(body))).toStrictEqual(leaves({ ...filled(JSON.parse(body)), ...event }))
    const secret = developmentSettings['WEBHOOK_SHARED_SECRET'] ?? ''
    expect(headers['x-signature']).toBe(createHmac('sha1', secret).update(Buffer.from(body)).digest('hex'))
  })

  test.for(cases)('makes the requests of the case $route: $name', async ({ route, events, exchanges, outcome }) => {
    const { reply, calls } = await server.post(route, events.length === 1 ? events[0] : events, exchanges.length)
    const results = events.length === 1 ? [reply] : (reply as { readonly results: readonly Json[] }).results
    expect(results.map((result) => Reflect.get(Object(result), 'status'))).toEqual(
      events.map(({ type }, i) => {
        const expected = outcome?.[i]?.status ?? 'delivered'
        return type === 'delete' && expected === 'delivered' ? 'queued' : expected
      }),
    )
    // Cases say nothing of access tokens.
    const left = calls.filter(({ body }) => !body.startsWith('grant_type='))
    for (const { request } of exchanges) {
      const seen = left.map((call) => seenAs(call, request))
      const at = seen.findIndex((one) => isDeepStrictEqual(one, request))
      expect(at < 0 ? seen : seen[at]).toEqual(request)
      left.splice(at, 1)
    }
    expect(left).toEqual([])
  })

  test.for([
    { partner: 'the default partner', args: [] },
    { partner: 'webhook', args: ['--', 'webhook'] },
  ])('npm run demo shows the request of each of seven types at $partner', async ({ args }, { signal }) => {
    const { code, output } = await run(['npm', 'run', 'demo', ...args], server.root, { env: server.env, signal })
    expect(code, output).toBe(0)
    const [, ...parts] = output.split(/^=== /m)
    expect(
      parts.map((part) => /^(\w+): [a-z]+ replied 20[02] .*\n(?:POST|PUT|DELETE) https:\/\/\S+\n/.exec(part)?.[1]),
    ).toEqual(['identify', 'track', 'page', 'screen', 'group', 'alias', 'delete'])
    // Of now: what was received before its user was deleted, by an earlier demo, would be sent nowhere, and partners refuse what is old.
    expect(output).not.toMatch(/"(?:receivedAt|sentAt|timestamp|originalTimestamp)": "20(?:19|2[0-5])/)
  })

  test('npm run demo -- failures shows a retry, a dead letter with its alert, and its repair', async ({ signal }) => {
    const { code, output } = await run(['npm', 'run', 'demo', '--', 'failures'], server.root, {
      env: server.env,
      signal,
    })
    expect(code, output).toBe(0)
    const shown = [
      /the reply to Segment: 202 .*the partner answered 503/,
      /in the queue: .* pending \(the partner answered 503\), attempts: 1, next attempt at /,
      /customerio took it: POST https:/,
      /in the queue: .* dead \(rejected: the partner answered 400\), attempts: \d/,
      /retry: 200 \{"status":"done"\}/,
      /customerio took it: POST https:/,
      /nothing is left in the queue/,
    ]
    expect(output).toMatch(new RegExp(shown.map(({ source }) => source).join('[\\s\\S]*')))
    const alerted = async () =>
      /!!! alert dead_letters: customerio will not get 1 delivery/.exec(server.running.output())
    await until(async () => (await alerted()) ?? undefined, { known: server.running.output })
  })

  test('npm run demo of an unknown partner names those that there are', async ({ signal }) => {
    const ended = await run(['npm', 'run', 'demo', '--', 'nobody'], server.root, { env: server.env, signal })
    expect(ended).toMatchObject({
      code: 1,
      output: expect.stringMatching(/there is no partner "nobody": use one of amplitude, .*, webhook\n/),
    })
  })

  test('npm run doctor -- --remote says of each account whether it is in order', async ({ signal }) => {
    const command = ['npm', 'run', '--silent', 'doctor', '--', '--remote', `http://127.0.0.1:${server.env['PORT']}`]
    const { code, output } = await run(command, server.root, {
      env: { ADMIN_TOKEN: 'development-admin-token' },
      signal,
    })
    expect(output).toMatch(/^ok +customerio\/default +settings set, credentials accepted$/m)
    expect(output).toMatch(/^ok +mixpanel\/default +settings set; the mapping has no "check"/m)
    // The stand-in has no cases here, and answers 200 {}: by it a check that wants to be told so finds its credential refused.
    const refused = Array.from(output.matchAll(/^NOT OK +(\S+)\/default /gm), ([, slug]) => slug)
    expect(refused, output).toEqual(slugs.filter(takesEmptyForRefusal))
    expect(code, output).toBe(1)
    const wrong = await run(command, server.root, { env: { ADMIN_TOKEN: 'wrong' }, signal })
    expect(wrong).toMatchObject({ code: 1, output: expect.stringMatching(/answered 401: this token is not known/) })
  })

  test('npm run activity says what happened to whose events, and shows the request and the answer that failed', async ({
    signal,
  }) => {
    const ask = async (...options: readonly string[]): Promise<string> => {
      const command = ['npm', 'run', '--silent', 'activity', '--', ...options]
      const { code, output } = await run(command, server.root, { env: server.env, signal })
      expect(code, output).toBe(0)
      return output
    }
    await server.post('mixpanel', { type: 'track', event: 'Seen', userId: 'seen-by-activity', messageId: 'seen-1' })
    await server.post('mixpanel', { type: 'track', userId: 'seen-by-activity', messageId: 'seen-2' })
    const found = async (): Promise<string | undefined> => {
      const output = await ask('--user', 'seen-by-activity')
      return output.includes('seen-2') ? output : undefined
    }
    const output = await until(found, { known: server.running.output })
    expect(output).toMatch(
      / {3}delivered {4}mixpanel\/default\/[0-9a-f]{24} > Events {2}track "Seen" {2}seen-1 {2}200 \d+ ms \(inline\)/,
    )
    const [, id = ''] = /! rejected +(\S+) .* seen-2 /.exec(output) ?? []
    expect(id).toMatch(/^mixpanel\/default\/[0-9a-f]{24}$/)
    expect(output).toMatch(/^ +1 {2}mixpanel {2}rejected: /m)
    expect(await ask('--show', id)).toMatch(/seen-2/)
    expect(await ask('--partner', 'mixpanel', '--failed')).toMatch(
      /^mixpanel, .*: \d+ received: .*\d+ delivered.*\nreasons:\n +\d+ {2}mixpanel\/default {2}rejected: /m,
    )
    expect(await ask('--failed', '--partner', 'webhook', '--event', 'Nothing of this name')).toMatch(
      /^webhook, since .*: 0 deliveries were found/,
    )
  })

  test('npm run activity -- --follow shows what comes to one account, and ends at once by Ctrl-C', async ({
    signal,
  }) => {
    const command = ['npm', 'run', '--silent', 'activity', '--', '--follow', '--partner', 'mixpanel']
    const { pid, output, ended } = start(command, server.root, { env: server.env, signal })
    const shows = (form: RegExp): Promise<true> =>
      until(async () => form.test(output()) || undefined, { known: () => output() + server.running.output() })
    await shows(/^watching mixpanel\/default$/m)
    await server.post('mixpanel', { type: 'track', event: 'Followed', userId: 'ada', messageId: 'followed-1' })
    await shows(/ {3}delivered {4}mixpanel\/default\/[0-9a-f]{24} > Events {2}track "Followed" {2}followed-1 {2}200 /)
    process.kill(-pid, 'SIGINT')
    expect(await ended).toMatchObject({ output: expect.not.stringContaining('no live connection') })
  })

  test('a new mapping needs no line of code, a bad one closes its own route only, and correcting it opens it again', async () => {
    const file = join(server.root, `mappings/${added}.json`)
    const good = await readFile(join(server.root, 'mappings/webhook.json'), 'utf8')
    const replied = (status: number): Promise<Posted> =>
      until(
        async () => {
          const posted = await server.post(added, track)
          return posted.status === status ? posted : undefined
        },
        { known: server.running.output },
      )
    const track = { type: 'track', event: 'Registered', userId: 'user-0001', messageId: 'message-0001' }
    expect(await server.post(added, track)).toMatchObject({ status: 404, calls: [] })
    await writeFile(file, good)
    expect(await replied(200)).toMatchObject({ calls: [{ url: developmentSettings['WEBHOOK_URL'] }] })
    await writeFile(file, spoiled(good))
    expect(await replied(503)).toMatchObject({ reply: { message: expect.stringMatching(complaint) }, calls: [] })
    expect(await server.post('webhook', track)).toMatchObject({ status: 200, calls: [{ method: 'POST' }] })
    await writeFile(file, good)
    expect(await replied(200)).toMatchObject({ calls: [{ method: 'POST' }] })
    await rm(file)
    expect(await replied(404)).toMatchObject({ calls: [] })
  })

  test('takes up new settings of dev.env without being started again', async () => {
    const route = 'webhook/new'
    const track = { type: 'track', event: 'Registered', userId: 'user-0001', messageId: 'message-0001' }
    expect(await server.post(route, track)).toMatchObject({ status: 404, reply: { code: 'unknown_account' } })
    const account = { url: 'https://new.example.com/hook', sharedSecret: 'secret' }
    await appendFile(join(server.root, 'dev.env'), `WEBHOOK_NEW='${JSON.stringify(account)}'\n`)
    const delivered = async (): Promise<Posted | undefined> => {
      const posted = await server.post(route, track).catch(() => undefined)
      return posted?.status === 200 ? posted : undefined
    }
    const { calls } = await until(delivered, { within: 60_000, known: server.running.output })
    expect(calls).toMatchObject([{ url: account.url, partner: 'webhook' }])
    expect(server.running.output()).toMatch(/dev\.env has changed: the forwarder starts again with it/)
  })

  test('is refused by the folder of state that another one uses, with the process to end and the variable to set', async ({
    signal,
  }) => {
    const [port, standInPort] = await freePorts(2)
    const env = { ...server.env, PORT: String(port), STAND_IN_PORT: String(standInPort) }
    const { code, output } = await run(['node', 'scripts/start.ts'], server.root, { env, signal })
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^Another "npm start" \(process \d+\) uses state: .*\nEnd it, or set DEV_STATE to /,
      ),
    })
    const [, pid] = /process (\d+)/.exec(output) ?? []
    expect(() => process.kill(Number(pid), 0)).not.toThrow()
  })

  test('is refused by a port that somebody listens on, with the variable to set', async ({ signal }) => {
    const [standInPort] = await freePorts(1)
    const env = { ...server.env, STAND_IN_PORT: String(standInPort), DEV_STATE: join(server.root, 'state-2') }
    expect(await run(['node', 'scripts/start.ts'], server.root, { env, signal })).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^The forwarder cannot listen on 127\.0\.0\.1:\d+ \(.*EADDRINUSE.*\nSet PORT to a free port, or end/,
      ),
    })
  })

  test('leaves no process behind when it is stopped', async () => {
    expect(await alive(server.running.pid)).toContainEqual(expect.stringContaining('workerd'))
    process.kill(server.running.pid, 'SIGTERM')
    await until(async () => ((await alive(server.running.pid)).length === 0 ? true : undefined), {
      known: server.running.output,
    })
    expect(readdirSync(join(server.root, 'state'))).not.toContain('npm-start.lock')
  })
})

const notReceived = { method: '', url: '', headers: {} as Readonly<Record<string, string>>, body: 'null' }

/** What our normalising fills where an event has none: an id made of its content, and the time of its arrival. */
function filled(received: Json): Json {
  const { messageId, receivedAt } = received
  expect(messageId).toEqual(expect.any(String))
  return {
    messageId: /^fwd-[0-9a-f]{64}$/.test(String(messageId)) ? messageId : 'an id of ours',
    receivedAt: Math.abs(Date.now() - Date.parse(String(receivedAt))) < 60_000 ? receivedAt : 'a time of ours',
  }
}

/** Every leaf of a JSON value with its place, empty lists and objects included. */
function leaves(value: unknown, at = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[at, value]]
  const inner = Object.keys(value)
    .toSorted()
    .flatMap((key) => leaves(Reflect.get(value, key), `${at}/${key}`))
  return inner.length === 0 ? [[at, value]] : inner
}

/** A received call as a case would state it: the headers that the case names (`null`: not there), the body in the form that it has there. */
function seenAs({ method, url, headers, body }: ReceivedCall, request: Exchange['request']): unknown {
  const named = Object.keys(request.headers ?? {}).map((name) => [name, headers[name.toLowerCase()] ?? null])
  return {
    method,
    url,
    ...('headers' in request && { headers: Object.fromEntries(named) as unknown }),
    ...('json' in request && { json: JSON.parse(body) as unknown }),
    ...('text' in request && { text: body }),
    ...('form' in request && { form: fieldsOf(body, (text) => text) }),
    ...('formJson' in request && { formJson: jsonFieldsOf(body) }),
  }
}
