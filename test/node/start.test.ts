import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ReceivedCall } from '../../scripts/stand-in.ts'
import type { Case } from '../kit/cases.ts'
import { isForCustomers } from '../../src/partners/catalog.ts'
import { compiled, fieldsOf, jsonFieldsOf, readCases, readMapping } from '../kit/cases.ts'
import { alive, freePorts, killGroup, run, start, until } from '../kit/command.ts'
import type { DevServer, Posted } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import type { ProjectCopy } from '../kit/project.ts'
import { copyProject, projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const notNeeded = ['test', 'bench', 'docs']

type Json = Readonly<Record<string, unknown>>

const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'))

/** A mapping with a key that is misspelt, and what the checker says of it. */
const spoiled = (mapping: string): string => mapping.replace('"subscribe"', '"batsh": {}, "subscribe"')
const complaint = /\/subscriptions\/0\/batsh: unknown key "batsh", did you mean "batch"\?/

describe.concurrent('with a bad file in mappings/', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    project = await copyProject(notNeeded)
    const good = await readFile(join(project.root, 'mappings/webhook.json'), 'utf8')
    await writeFile(join(project.root, 'mappings/bad.json'), spoiled(good))
  })
  afterAll(() => project.remove())

  test.concurrent.for([
    'node scripts/start.ts',
    'node scripts/collect.ts',
    'node scripts/check.ts',
    'wrangler deploy --dry-run',
  ])('%s stops with its error', async (command, { signal }) => {
    const { code, output } = await run(command.split(' '), project.root, { signal })
    expect(code, output).toBe(1)
    expect(output).toMatch(new RegExp(`mappings/bad.json ${complaint.source}`))
  })
})

describe.concurrent('the upload', () => {
  let project: ProjectCopy
  let withoutMappings: ProjectCopy
  beforeAll(async () => {
    project = await copyProject(notNeeded)
    withoutMappings = await copyProject([...notNeeded, 'mappings'])
    await mkdir(join(withoutMappings.root, 'mappings'))
  })
  afterAll(() => Promise.all([project.remove(), withoutMappings.remove()]))

  /** The upload of production: each takes seconds of work, so that the tests share one. */
  let shared: Promise<Upload> | undefined
  const production = (): Promise<Upload> => (shared ??= upload(project.root))

  test.concurrent.for([
    { environment: 'production', upload: production },
    { environment: 'staging', upload: () => upload(project.root, 'staging') },
  ])('wrangler deploy --dry-run passes for $environment, without a warning', async ({ environment, upload }) => {
    const { output, code } = await upload()
    for (const file of await readdir(join(projectRoot, 'mappings'))) expect(code).toContain(file.replace('.json', ''))
    expect(output).toContain(`env.ENVIRONMENT ("${environment}")`)
    expect(output).not.toMatch(/DEV_PARTNER|warning/i)
  })

  test('the code is at most 190 KB compressed, and a mapping 2.5 KB on average', async () => {
    const [all, bare] = await Promise.all([production(), upload(withoutMappings.root)])
    const kilobytes = [all, bare].map(({ code }) => gzipSync(code).length / 1_000)
    const [withAll = Infinity, code = Infinity] = kilobytes
    const mapping = (withAll - code) / (await readdir(join(projectRoot, 'mappings'))).length
    process.stdout.write(`compressed: the code ${code.toFixed(1)} KB, a mapping ${mapping.toFixed(2)} KB\n`)
    expect(code).toBeLessThanOrEqual(190)
    expect(mapping).toBeLessThanOrEqual(2.5)
  })

  test('wrangler check startup says how long it takes to load', async ({ signal }) => {
    const { bundle } = await production()
    const command = ['wrangler', 'check', 'startup', '--worker', bundle]
    const { code, output } = await run(command, project.root, { signal })
    expect(code, output).toBe(0)
    process.stdout.write(`start-up here: ${/Active: [\d.]+ ms/.exec(output)?.[0]}\n`)
  })
})

/** What wrangler would upload of a project: its code, the file that holds all of it, and what wrangler says. */
interface Upload {
  readonly output: string
  readonly code: string
  readonly bundle: string
}

async function upload(root: string, env = ''): Promise<Upload> {
  const out = await mkdtemp(join(root, 'out-'))
  const bundle = join(out, 'worker.bundle')
  const command = ['wrangler', 'deploy', `--env=${env}`, '--dry-run', '--outdir', out, '--outfile', bundle]
  const { code, output } = await run(command, root)
  expect(code, output).toBe(0)
  return { output, code: await readFile(join(out, 'index.js'), 'utf8'), bundle }
}

describe('a fresh clone', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    const settings = readdirSync(projectRoot).filter((name) => /^\.(dev\.vars|env)/.test(name))
    project = await copyProject(['generated', ...settings])
  })
  afterAll(() => project.remove())

  test.for([
    'npm run lint',
    'npm run partners',
    'npm run schema',
    'npm run cases -- webhook',
    'vitest run test/node/accounts.test.ts',
  ])('%s works before anything else', async (command, { signal }) => {
    await rm(join(project.root, 'generated'), { recursive: true, force: true })
    const { code, output } = await run(command.split(' '), project.root, { signal })
    expect(code, output).toBe(0)
  })

  test('wrangler dev says in one line how to get settings, and obeys them when it is started again', async ({
    signal,
  }) => {
    await rm(join(project.root, 'generated'), { recursive: true, force: true })
    const before = await develop(project.root, signal)
    expect(before.output).toMatch(/no settings: .* cp dev\.env \.dev\.vars.* start again/)
    expect(before.output).not.toMatch(/warn/i)
    await copyFile(join(project.root, 'dev.env'), join(project.root, '.dev.vars'))
    const after = await develop(project.root, signal)
    expect(after.output).not.toContain('no settings')
    // An event without a body is judged only once there are settings.
    expect([before.status, after.status]).toEqual([503, 400])
  })
})

/** What `wrangler dev` writes in a project, and the status of its reply to an event without a body. */
async function develop(
  root: string,
  signal: AbortSignal,
): Promise<{ readonly output: string; readonly status: number }> {
  const [port] = await freePorts(1)
  const command = ['wrangler', 'dev', `--port=${port}`, '--show-interactive-dev-session=false']
  const env = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }
  const running = start(command, root, { env, signal })
  const request = { method: 'POST', headers: { Authorization: `Basic ${btoa('development-endpoint-key:')}` } }
  const ask = async (): Promise<number | undefined> =>
    (await fetch(`http://127.0.0.1:${port}/v1/destinations/webhook`, request).catch(() => undefined))?.status
  try {
    const status = await until(ask, { within: 60_000, known: running.output })
    return { output: running.output(), status }
  } finally {
    killGroup(running.pid)
    await running.ended
  }
}

describe.concurrent('an older Node', () => {
  test('is told how to get the right one', async ({ skip }) => {
    const older = await olderNode()
    if (older === undefined) return skip('no Node older than 24 is on the PATH')
    const { code, output } = await run([older, 'scripts/node24.mjs'], projectRoot)
    expect(code).toBe(1)
    expect(output).toMatch(/needs Node 24[\s\S]*npm rebuild node[\s\S]*npm ci/)
  })
})

async function olderNode(): Promise<string | undefined> {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  for (const path of new Set(paths.filter((path) => existsSync(path)))) {
    const { output } = await run([path, '--version'], projectRoot)
    if (Number(/^v(\d+)/.exec(output)?.[1]) < 24) return path
  }
  return undefined
}

function isAsStandIn({ answer: { status, body } }: Exchange): boolean {
  return status === 200 && JSON.stringify(body) === '{}'
}

type Exchange = Case['exchanges'][number]

/** The cases of a partner whose answers are all what the stand-in answers, each with the account that has its settings. */
function casesOf(slug: string): readonly (Case & { readonly route: string })[] {
  const simple = readCases(slug).filter(({ events, exchanges, poll }) => {
    return events.length > 0 && exchanges.length > 0 && exchanges.every(isAsStandIn) && poll.length === 0
  })
  const accounts = [...new Set(simple.map(({ settings }) => JSON.stringify(settings)))]
  return simple.map((one) => ({ ...one, route: `${slug}/case-${accounts.indexOf(JSON.stringify(one.settings))}` }))
}

/** Settings of customers come with their requests, not from variables. */
const cases = readdirSync(join(projectRoot, 'test/cases'))
  .map((file) => file.replace('.json', ''))
  .filter((slug) => !isForCustomers(compiled(readMapping(slug))))
  .flatMap(casesOf)
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
    const left = [...calls]
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
    expect(code, output).toBe(0)
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

  test('leaves no process behind when it is stopped', async () => {
    expect(await alive(server.running.pid)).toContainEqual(expect.stringContaining('workerd'))
    process.kill(server.running.pid, 'SIGTERM')
    await until(async () => ((await alive(server.running.pid)).length === 0 ? true : undefined), {
      known: server.running.output,
    })
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
