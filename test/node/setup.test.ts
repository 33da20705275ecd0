import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { settingsOf } from '../../scripts/development.ts'
import { chooseAccount } from '../../scripts/setup/accounts.ts'
import { askForSettings } from '../../scripts/setup/ask.ts'
import { fileFault } from '../../scripts/setup/own-file.ts'
import { withSettings } from '../../scripts/setup/settings-file.ts'
import { openTerminal } from '../../scripts/setup/terminal.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { endpointKeysOf } from '../../src/destinations/credentials.ts'
import { sealsOf } from '../../src/transport/seal.ts'
import type { Ended } from '../kit/command.ts'
import { run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

/** A Wrangler that notes its arguments and its standard input, and lists the secrets of the environment. */
const wrangler = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
const isList = args[1] === 'list'
appendFileSync(process.env.FAKE_LOG, JSON.stringify({ args, input: isList ? '' : readFileSync(0, 'utf8') }) + '\\n')
if (isList && process.env.FAKE_SECRETS === undefined) {
  console.error('Worker "edge-forwarder" not found.')
  process.exit(1)
}
if (isList) console.log(process.env.FAKE_SECRETS)
`

let folder = ''
let bin = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'))
  bin = await mkdtemp(join(tmpdir(), 'setup-bin-'))
  await writeFile(join(bin, 'wrangler'), wrangler)
  await chmod(join(bin, 'wrangler'), 0o755)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(bin, { recursive: true, force: true })
})

/** A run of the command over a file of the test. */
interface Setup {
  readonly file: string
  readonly setup: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly text: () => Promise<string>
  readonly settings: () => Promise<Readonly<Record<string, string | undefined>>>
  readonly calls: () => Promise<readonly { readonly args: readonly string[]; readonly input: string }[]>
}

function setupOf(name: string): Setup {
  const file = join(folder, name)
  const log = `${file}.calls`
  const path = [bin, join(projectRoot, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
  const read = (): Promise<string> => readFile(file, 'utf8')
  return {
    file,
    setup: (args, env = {}) =>
      run(['node', 'scripts/setup.ts', ...args, '--file', file], projectRoot, {
        env: { PATH: path, FAKE_LOG: log, ...env },
      }),
    text: read,
    settings: async () => parseEnv(await read()),
    calls: async () =>
      (await readFile(log, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { args: string[]; input: string }),
  }
}

const flags = [
  'mixpanel',
  'webhook',
  '--set',
  'MIXPANEL_PROJECT_TOKEN=token-of-the-project',
  '--set',
  'WEBHOOK_URL=https://hook.example.com/path#part',
]
const environment = { WEBHOOK_SHARED_SECRET: `it's a secret "of" ours` }
const base64OfKey = /^[A-Za-z0-9+/]{43}=$/
const token = /^[A-Za-z0-9_-]{43}$/

describe('npm run setup', () => {
  test('writes the settings of flags and of the environment, and keys that the Worker takes', async () => {
    const { setup, settings, file } = setupOf('first')
    const { code, output } = await setup(flags, environment)
    expect(code, output).toBe(0)
    const written = await settings()
    expect(written).toMatchObject({
      MIXPANEL_PROJECT_TOKEN: 'token-of-the-project',
      WEBHOOK_URL: 'https://hook.example.com/path#part',
      ...environment,
    })
    for (const name of ['SEGMENT_SHARED_SECRET', 'ADMIN_TOKEN', 'VIEWER_TOKEN', 'METRICS_TOKEN', 'ALERT_SECRET'])
      expect(written[name]).toMatch(token)
    expect(written['SEALING_KEY']).toMatch(base64OfKey)
    expect(sealsOf(written)).toMatchObject({ keyMark: expect.stringMatching(/^[0-9a-f]{16}$/) })
    expect(receiptKeysOf(written)).toEqual([
      { id: new Date().toISOString().slice(0, 7), key: expect.objectContaining({ byteLength: 32 }) },
    ])
    expect(endpointKeysOf(written)).toEqual({
      list: [{ key: expect.stringMatching(token), routes: ['mixpanel', 'webhook', '+delete'] }],
    })
    expect(new Set(Object.values(written)).size).toBe(Object.keys(written).length)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(output).toContain('https://<your worker>/v1/destinations/mixpanel\n')
    expect(output).toContain('Workers Paid')
    expect(output).toContain(
      `Next:\n  set MIXPANEL_GDPR_TOKEN in ${file}   # user deletes of mixpanel wait until the Worker has it\n`,
    )
    expect(output).toMatch(/^ {2}npx wrangler secret put ALERT_URL {3}# the https URL that gets alerts/m)
    expect(output).toContain(`\n  DEV_ENV_FILE=${file} npm start   # tries it on this machine: `)
    expect(output).toMatch(/^ {2}MIXPANEL_GDPR_TOKEN: .* User deletes wait until it is set\.$/m)
    for (const value of [...Object.values(written), endpointKey(written)]) expect(output).not.toContain(value)
  })

  test('changes nothing that is set, and leaves accounts in order for the doctor', async ({ signal }) => {
    const { setup, text, file } = setupOf('second')
    await setup(flags, environment)
    await writeFile(file, (await text()).trimEnd())
    const before = await text()
    const { code, output } = await setup(['mixpanel', 'webhook'], { MIXPANEL_PROJECT_TOKEN: 'another' })
    expect(code, output).toBe(0)
    expect(output).not.toMatch(/^ {2}(?:added|got more):/m)
    expect(await text()).toBe(before)
    const doctor = await run(['node', 'scripts/doctor.ts', '--file', file], projectRoot, { signal })
    expect(doctor).toEqual({
      code: 0,
      output: expect.stringMatching(/^ok +mixpanel\/default .*\nok +webhook\/default [^\n]*\n$/),
    })
  })

  test('adds a partner to what is set: comments stay, and a new key opens its route alone', async () => {
    const { setup, text, settings, file } = setupOf('more')
    await setup(flags, environment)
    const before = `# ours\nENVIRONMENT=development\n${await text()}`
    await writeFile(file, before.trimEnd())
    const { code, output } = await setup(['slack', '--set', 'SLACK_URL=https://hooks.slack.com/services/T0'])
    expect(code, output).toBe(0)
    expect(output).toMatch(/^ {2}added: +SLACK_URL\n {2}got more: +ENDPOINT_KEYS$/m)
    const others = /^(?:ENDPOINT_KEYS|SLACK_URL)=.*\n/gm
    expect((await text()).replace(others, '')).toBe(before.replace(others, ''))
    expect(endpointKeysOf(await settings())).toMatchObject({
      list: [{ routes: ['mixpanel', 'webhook', '+delete'] }, { routes: ['slack', '+delete'] }],
    })
  })

  test('sets up an account, and a partner whose customers bring their key', async () => {
    const { setup, settings, file } = setupOf('accounts')
    const whole = '{"projectToken":"token-of-eu","region":"eu"}'
    const { code, output } = await setup(['mixpanel/eu', 'userpilot', '--set', `MIXPANEL_EU=${whole}`])
    expect(code, output).toBe(0)
    const written = await settings()
    expect(written).toMatchObject({ MIXPANEL_EU: whole, OPEN_PARTNERS: 'userpilot' })
    expect(endpointKeysOf(written)).toMatchObject({ list: [{ routes: ['mixpanel/eu', '+delete'] }] })
    expect(output).toContain('  "gdprToken" in MIXPANEL_EU: ')
    expect(output).toContain(`  set "gdprToken" in MIXPANEL_EU in ${file}   # user deletes of mixpanel/eu wait until`)
    expect(output).toMatch(/destinations\/userpilot {3}API key: the one that your customer has/)
    expect(output).not.toContain('token-of-eu')
  })

  test('warns where a default is not of the environment, until it is set', async () => {
    const { setup } = setupOf('region')
    const args = [
      'mixpanel',
      'braze',
      'customerio/x',
      '--env',
      'eu',
      '--set',
      'CUSTOMERIO_X={"siteId":"a","apiKey":"b"}',
    ]
    const first = await setup(args, { MIXPANEL_PROJECT_TOKEN: 'token', BRAZE_API_KEY: 'key' })
    expect(first.output).toContain(`
WARNING: with --env eu some data still goes elsewhere
  data of mixpanel goes to "us": --set MIXPANEL_REGION=eu
  data of braze goes to "US-01": --set BRAZE_INSTANCE=EU-01 or EU-02
  data of customerio/x goes to "us": set "region" in CUSTOMERIO_X to eu
`)
    const second = await setup(['mixpanel', '--env', 'eu', '--set', 'MIXPANEL_REGION=eu'])
    expect(second).toMatchObject({ code: 0, output: expect.not.stringContaining('WARNING') })
    const elsewhere = await setupOf('region-staging').setup([...flags, '--env', 'staging'], environment)
    expect(elsewhere).toMatchObject({ code: 0, output: expect.not.stringContaining('WARNING') })
  })

  test.concurrent.for([
    { what: 'no partner', args: [], says: /^usage: npm run setup -- <partner>/ },
    {
      what: 'a partner that is misspelt',
      args: ['mixpanl'],
      says: /there is no mapping of "mixpanl", did you mean "mixpanel"\?/,
    },
    {
      what: 'what is missing',
      args: ['mixpanel', 'hubspot/eu'],
      says: /^MIXPANEL_PROJECT_TOKEN is missing: Project token\. .*\n"accessToken" in HUBSPOT_EU is missing: .*\n"hubId" in HUBSPOT_EU is missing: .*\nSet them in the environment/,
    },
    {
      what: 'a wrong choice',
      args: [...flags, '--set', 'MIXPANEL_REGION=moon'],
      says: /^MIXPANEL_REGION must be one of us, eu, in$/m,
    },
    {
      what: 'a value of the wrong form',
      args: ['slack', '--set', 'SLACK_URL=https://example.com'],
      says: /^SLACK_URL has not the form /,
    },
    {
      what: 'a URL that no partner can have',
      args: ['webhook', '--set', 'WEBHOOK_URL=http://10.0.0.5'],
      says: /^WEBHOOK_URL is not a URL that a partner can have: /,
    },
    {
      what: 'an account that is no JSON',
      args: ['mixpanel/eu', '--set', 'MIXPANEL_EU={gibberish'],
      says: /^MIXPANEL_EU must be a JSON object/,
    },
    {
      what: 'a setting that no chosen partner has',
      args: ['mixpanel', '--set', 'MIXPANEL_PROJECT_TOKN=x'],
      says: /^--set MIXPANEL_PROJECT_TOKN: none of the settings of mixpanel, did you mean "MIXPANEL_PROJECT_TOKEN"\?$/m,
    },
    {
      what: 'an account of customers',
      args: ['userpilot/eu'],
      says: /^"userpilot\/eu": the settings of userpilot come with its customers' requests/,
    },
    {
      what: 'an environment that there is not',
      args: ['mixpanel', '--env', 'stagin'],
      says: /^--env stagin: .*, did you mean "staging"\?$/m,
    },
    {
      what: 'a value that everybody knows',
      args: ['mixpanel', '--set', 'MIXPANEL_PROJECT_TOKEN=development-project-token'],
      says: /^MIXPANEL_PROJECT_TOKEN has the value of dev\.env/,
    },
    {
      what: 'a key that everybody knows',
      args: [...flags, '--set', 'ENDPOINT_KEYS={"development-endpoint-key":["mixpanel"]}'],
      says: /^ENDPOINT_KEYS has the value of dev\.env/,
    },
    {
      what: 'a key that the Worker does not take',
      args: [...flags, '--set', 'SEALING_KEY=short'],
      says: /^SEALING_KEY must be base64 of 32 bytes/,
    },
  ])('says $what, and writes nothing', async ({ what, args, says }) => {
    const { setup, text } = setupOf(what.replaceAll(' ', '-'))
    const { code, output } = await setup(args, environment)
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(says) })
    await expect(text()).rejects.toThrow('ENOENT')
    for (const value of ['moon', 'gibberish', 'short', 'development-project-token']) expect(output).not.toContain(value)
  })

  // A copy of the project is no clone.
  test.skipIf(!existsSync(join(projectRoot, '.git')))(
    'does not write into a file that git would take',
    async ({ signal }) => {
      const command = ['node', 'scripts/setup.ts', 'userpilot', '--file', 'dev.env']
      const { code, output } = await run(command, projectRoot, { signal })
      expect(code).toBe(1)
      expect(output).toMatch(/^git does not ignore dev\.env/)
    },
  )

  test('--help says how it is used', async ({ signal }) => {
    const { code, output } = await run(['node', 'scripts/setup.ts', '--help'], projectRoot, { signal })
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^usage: npm run setup -- <partner>/) })
  })

  test('says at the start what is wrong with the file', async () => {
    await mkdir(join(folder, 'a-folder'))
    await writeFile(join(folder, 'plain'), '')
    await symlink(join(folder, 'nowhere'), join(folder, 'link-to-nothing'))
    const says: Readonly<Record<string, string>> = {
      'a-folder': ' is a folder: name a file in it with --file',
      'no-folder/vars': 'is not there: make it, or name another file with --file',
      'plain/vars': 'is not there: make it, or name another file with --file',
      'link-to-nothing': ' is a link to a file that is not there: make that file, or remove the link',
    }
    for (const [name, text] of Object.entries(says)) {
      const { setup, file } = setupOf(name)
      // Were the file looked at later, the setting that is missing would be told.
      const { code, output } = await setup(['mixpanel'])
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(text) })
      expect(output).toContain(file)
      expect(output.trim().split('\n')).toHaveLength(1)
    }
  })

  test.for(['EACCES', 'EPERM', 'EROFS'])('names a file for which the system says %s, and what to do', (code) => {
    expect(fileFault('.dev.vars', code)).toBe(
      '.dev.vars may not be read, or its folder not be written: change that, or name another file with --file',
    )
  })

  test('reads the first variable of a file that begins with a byte order mark, and leaves the mark out', async () => {
    const { setup, settings, text, file } = setupOf('with-mark')
    const key = Buffer.alloc(32, 7).toString('base64')
    await writeFile(file, `\uFEFFSEALING_KEY=${key}\n`)
    const { code, output } = await setup(flags, environment)
    expect(code, output).toBe(0)
    expect(await settings()).toMatchObject({ SEALING_KEY: key })
    const whole = await text()
    expect(whole.startsWith('SEALING_KEY=')).toBe(true)
    await writeFile(file, `\uFEFF${whole}`)
    await setup(['mixpanel', 'webhook'])
    expect(await text()).toBe(whole)
    await writeFile(file, '\uFEFFMIXPANEL_PROJECT_TOKEN=token\n')
    expect(settingsOf(file)).toMatchObject({ MIXPANEL_PROJECT_TOKEN: 'token' })
  })

  test('writes into the file that a link leads to', async () => {
    const { setup, settings, file } = setupOf('link')
    await mkdir(join(folder, 'safe'))
    await writeFile(join(folder, 'safe', 'vars'), '# in the safe\n')
    await symlink(join('safe', 'vars'), file)
    const { code, output } = await setup(flags, environment)
    expect(code, output).toBe(0)
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect(await settings()).toMatchObject({ MIXPANEL_PROJECT_TOKEN: 'token-of-the-project' })
    expect((await stat(join(folder, 'safe', 'vars'))).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'safe'))).toEqual(['vars'])
  })

  test('does not change a value that is set, even if asked to', async () => {
    const { setup, text } = setupOf('other-value')
    await setup(flags, environment)
    const before = await text()
    const { code, output } = await setup(['mixpanel', '--set', 'MIXPANEL_PROJECT_TOKEN=another'])
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/has another value, which stays/) })
    expect(await text()).toBe(before)
  })
})

describe('npm run setup --run', () => {
  test('puts all on the standard input of one wrangler secret bulk', async () => {
    const { setup, settings, calls } = setupOf('run')
    const { code, output } = await setup([...flags, '--run', '--env', 'staging'], environment)
    expect(code, output).toBe(0)
    const written = await settings()
    const [list, bulk, ...more] = await calls()
    expect(list?.args).toEqual(['secret', 'list', '--format=json', '--env=staging'])
    expect(bulk?.args).toEqual(['secret', 'bulk', '--env=staging'])
    expect(more).toEqual([])
    expect(JSON.parse(bulk?.input ?? '')).toEqual({ ...written })
    for (const value of Object.values(written)) expect(output).not.toContain(value)
  })

  test('leaves the keys that the Worker has, but for those to be replaced, and names of the file that are not its own', async () => {
    const { setup, calls, file, text } = setupOf('run-again')
    await setup(flags, environment)
    await writeFile(file, `ENVIRONMENT=development\n${await text()}`)
    const deployed = ['SEALING_KEY', 'ENDPOINT_KEYS', 'MIXPANEL_PROJECT_TOKEN'].map((name) => ({ name }))
    const args = ['mixpanel', '--run', '--replace', 'ENDPOINT_KEYS']
    const { code, output } = await setup(args, { FAKE_SECRETS: JSON.stringify(deployed) })
    expect(code, output).toBe(0)
    expect(output).toMatch(/^The Worker has keys, which stay, .*: SEALING_KEY \(/m)
    const names = Object.keys(JSON.parse((await calls()).at(-1)?.input ?? '') as object)
    expect(names.toSorted()).toEqual([
      'ADMIN_TOKEN',
      'ALERT_SECRET',
      'ENDPOINT_KEYS',
      'METRICS_TOKEN',
      'MIXPANEL_PROJECT_TOKEN',
      'RECEIPT_KEYS',
      'SEGMENT_SHARED_SECRET',
      'VIEWER_TOKEN',
    ])
  })

  test('tells how many secrets are put, and how the Worker gets the key of a partner that is added later', async () => {
    const { setup, calls, file } = setupOf('run-later')
    const first = await setup(flags, environment)
    expect(first.output).toMatch(
      /^ {2}npm run setup -- mixpanel webhook --file \S+ --run {3}# puts secrets of the Worker/m,
    )
    const slack = ['slack', '--set', 'SLACK_URL=https://hooks.slack.com/services/T0']
    const replace = `npm run setup -- slack --file ${file} --run --replace ENDPOINT_KEYS   #`
    const added = await setup(slack)
    expect(added.output).toContain(`  ${replace} puts secrets of the Worker, the new key of ENDPOINT_KEYS too`)
    const deployed = { FAKE_SECRETS: JSON.stringify([{ name: 'ENDPOINT_KEYS' }, { name: 'SEALING_KEY' }]) }
    const kept = await setup([...slack, '--run'], deployed)
    expect(kept.output).toMatch(/^Put as secrets of the Worker: 7 \(SEGMENT_SHARED_SECRET, .*, SLACK_URL\)$/m)
    expect(kept.output).toContain(`  ${replace} if the Worker does not know a key that ENDPOINT_KEYS of ${file} has`)
    const replaced = await setup([...slack, '--run', '--replace', 'ENDPOINT_KEYS'], deployed)
    expect(replaced.output).not.toContain('--run --replace')
    const put = Object.keys(JSON.parse((await calls()).at(-1)?.input ?? '') as object)
    expect(replaced.output).toContain(`Put as secrets of the Worker: ${put.length} (`)
  })

  test('puts nothing where the secrets of the Worker cannot be listed', async () => {
    const { setup, calls } = setupOf('run-unlisted')
    const { code, output } = await setup([...flags, '--run'], { ...environment, FAKE_SECRETS: 'You are not logged in' })
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('wrangler secret list failed') })
    expect((await calls()).map(({ args }) => args[1])).toEqual(['list'])
  })
})

describe('questions', () => {
  test('asks until a value can be used, and shows no secret', async () => {
    const { given, shown } = await asked('hubspot', '\rpat-secret\rabc\r123\r')
    expect(given).toEqual({
      status: 'fulfilled',
      value: { HUBSPOT_ACCESS_TOKEN: 'pat-secret', HUBSPOT_HUB_ID: '123' },
    })
    expect(shown).toContain('Settings > Integrations > Private Apps')
    expect(shown).toContain('HUBSPOT_ACCESS_TOKEN is required')
    expect(shown).toContain('HUBSPOT_HUB_ID has not the form')
    expect(shown).not.toContain('secret')
  })

  test('asks for each setting of an account', async () => {
    const { given } = await asked('hubspot/eu', 'pat-secret\r123\r')
    expect(given).toMatchObject({ value: { HUBSPOT_EU: '{"accessToken":"pat-secret","hubId":"123"}' } })
  })

  test('asks for the region where the default is not of the environment', async () => {
    const { given, shown } = await asked('mixpanel', 'token\r\reu\r', 'eu')
    expect(given).toMatchObject({ value: { MIXPANEL_PROJECT_TOKEN: 'token', MIXPANEL_REGION: 'eu' } })
    expect(shown).toContain('MIXPANEL_REGION is required')
    expect(await asked('mixpanel', 'token\r', 'staging')).toMatchObject({
      given: { value: { MIXPANEL_PROJECT_TOKEN: 'token' } },
    })
  })

  test('end with Ctrl-C', async () => {
    const { given, shown } = await asked('hubspot', 'pat-secret\r\u0003')
    expect(given).toMatchObject({ status: 'rejected', reason: { message: 'ended: nothing was written' } })
    expect(shown).not.toContain('secret')
  })
})

describe('the file of settings', () => {
  test.for(['plain', 'a b', 'a#b', `it's`, '{"a": "b"}', '`', 'a=b', '$HOME', String.raw`a\nb`])(
    'holds %j as it is',
    (value) => {
      const written = withSettings('# ours\nA=1\nB=2', { A: value, C: value })
      expect(parseEnv('text' in written ? written.text : '')).toEqual({ A: value, B: '2', C: value })
      expect(written).toMatchObject({ text: expect.stringMatching(/^# ours\nA=.*\nB=2\nC=.*\n$/) })
    },
  )

  test.for([{ value: 'a\nb' }, { value: 'a\\' }, { value: `'\`` }])('does not take $value', ({ value }) => {
    expect(withSettings('', { A: value })).toEqual({ fault: expect.stringMatching(/^A cannot stand in/) })
  })

  test.for(['A=1\nA=2\n', 'A="1\n2"\n'])('is left where %j cannot be replaced', (before) => {
    expect(withSettings(before, { A: '3' })).toEqual({
      fault: expect.stringContaining('write each setting on one line'),
    })
  })

  test('leaves nothing beside it', async () => {
    const { setup } = setupOf('alone')
    await setup(flags, environment)
    expect((await readdir(folder)).filter((name) => name.startsWith('alone'))).toEqual(['alone'])
  })
})

function endpointKey(settings: Readonly<Record<string, string | undefined>>): string {
  const read = endpointKeysOf(settings)
  return ('list' in read ? read.list[0]?.key : undefined) ?? ''
}

/** Asks for the settings of an account, in a terminal where this is typed. */
async function asked(name: string, typed: string, environment = '') {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const terminal = openTerminal(input, output)
  const account = chooseAccount(name, environment)
  if ('fault' in account) throw new Error(account.fault)
  const answers = askForSettings([account], { env: {}, known: {}, terminal }).finally(() => {
    terminal.close()
    output.end()
  })
  const shown = text(output)
  for (const line of typed.split(/(?<=\r)/)) {
    await new Promise((resolve) => setImmediate(resolve))
    input.write(line)
  }
  const [given] = await Promise.allSettled([answers])
  return { given, shown: await shown }
}
