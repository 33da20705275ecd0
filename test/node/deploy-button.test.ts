/** What the button "Deploy to Cloudflare" takes from the repository: https://developers.cloudflare.com/workers/platform/deploy-buttons/ */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { keyFaults, keyNames } from '../../scripts/setup/keys.ts'
import { endpointKeysOf } from '../../src/destinations/credentials.ts'
import { projectRoot } from '../kit/project.ts'

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')
const secrets = parseEnv(read('.dev.vars.example'))
const manifest = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly cloudflare: { readonly bindings: Readonly<Record<string, { readonly description: string }>> }
}
const { bindings } = manifest.cloudflare
const development = parseEnv(read('dev.env'))

const folder = mkdtempSync(join(tmpdir(), 'deploy-button-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The button asks for no more than a first deploy needs: alerts begin when somebody sets ALERT_URL, and ALERT_SECRET with it. */
const buttonKeys = keyNames.filter((name) => name !== 'ALERT_SECRET')

/** An `openssl rand` for machines that have none. */
writeFileSync(
  join(folder, 'openssl'),
  `#!/usr/bin/env node
const [command, form, bytes] = process.argv.slice(2)
if (command !== 'rand') process.exit(1)
console.log(require('node:crypto').randomBytes(Number(bytes)).toString(form.slice(1)))
`,
)
chmodSync(join(folder, 'openssl'), 0o755)

/** What the command in the description of a secret makes. */
function made(name: string): string {
  const [, command = ''] = /Make it with `([^`]+)`/.exec(bindings[name]?.description ?? '') ?? []
  const env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) }
  return execFileSync('sh', ['-c', command], { env, encoding: 'utf8' }).trim()
}

test('it asks for every key that setup makes but that of alerts, and says of each what it is', () => {
  expect(Object.keys(secrets).toSorted()).toEqual(buttonKeys.toSorted())
  expect(Object.keys(bindings).toSorted()).toEqual(buttonKeys.toSorted())
})

test('the Worker reads each of them', () => {
  const files = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  const code = files.filter((file) => file.endsWith('.ts')).map((file) => read(join('src', file)))
  for (const name of keyNames)
    expect(
      code.some((text) => text.includes(`'${name}'`)),
      name,
    ).toBe(true)
})

test('none has a value, of development or other, which would become the secret of everybody', () => {
  expect(Object.values(secrets).filter((value) => value !== '')).toEqual([])
  const shown = read('.dev.vars.example') + JSON.stringify(bindings)
  for (const value of Object.values(development))
    if (value !== undefined && value.length >= 8) expect(shown).not.toContain(value)
})

test('the command in each description makes a secret that the Worker takes', () => {
  const env = Object.fromEntries(buttonKeys.map((name) => [name, made(name)]))
  expect(keyFaults(env, development)).toEqual([])
  expect(endpointKeysOf(env)).toMatchObject({ list: [{ routes: ['mixpanel', '+delete'] }] })
  for (const name of buttonKeys) expect(env[name]?.length, name).toBeGreaterThanOrEqual(44)
})

test('git takes the file, and none of those with secrets, events or receipts', () => {
  execFileSync('git', ['init', '--quiet', folder])
  copyFileSync(join(projectRoot, '.gitignore'), join(folder, '.gitignore'))
  const secret = ['.dev.vars', '.dev.vars.eu', '.dev.vars.local', '.env', '.env.local']
  const personal = ['event.json', 'receipt.json', 'receipts.json']
  const files = [...secret, ...personal, '.dev.vars.example']
  const ignored = execFileSync('git', ['check-ignore', ...files], { cwd: folder, encoding: 'utf8' })
  expect(ignored.trim().split('\n')).toEqual([...secret, ...personal])
})

test('it deploys production, and builds nothing that Wrangler does not build itself', () => {
  expect(manifest.scripts).toMatchObject({ deploy: 'wrangler deploy --env=""' })
  expect(manifest.scripts).not.toHaveProperty('build')
})

test('the README has one button, for one repository that Cloudflare can read', () => {
  const targets = [...read('README.md').matchAll(/deploy\.workers\.cloudflare\.com\/\?url=([^)\s]*)/g)]
  expect(targets.map(([, target]) => target)).toEqual([
    expect.stringMatching(/^https:\/\/(github|gitlab)\.com\/[\w.-]+\/[\w.-]+$/),
  ])
})
