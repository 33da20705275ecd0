import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePorts, killGroup, run, start, until } from '../kit/command.ts'
import type { ProjectCopy } from '../kit/project.ts'
import { complaint, copyProject, projectRoot, spoiled } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const notNeeded = ['test', 'bench', 'docs']

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
    await writeFile(join(project.root, built), settings.replace(/^\[build\]\n(?:.+\n)+/m, ''))
    await writeFile(join(withoutMappings.root, 'wrangler.toml'), settings.replace(' && npm run --silent console', ''))
  })
  afterAll(() => Promise.all([project.remove(), withoutMappings.remove()]))

  const settings = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8')
  /** The settings for what production's upload has built already. */
  const built = 'wrangler-built.toml'

  /** The upload of production: each takes seconds of work, so that the tests share one. */
  let shared: Promise<Upload> | undefined
  const production = (): Promise<Upload> => (shared ??= upload(project.root))
  const another = async (env: string): Promise<Upload> => {
    await production()
    return upload(project.root, env, [`--config=${built}`])
  }

  test.concurrent.for([
    { environment: 'production', upload: production },
    { environment: 'staging', upload: () => another('staging') },
    { environment: 'eu', says: 'env.JURISDICTION ("eu")', upload: () => another('eu') },
  ])('wrangler deploy --dry-run passes for $environment, without a warning', async ({ environment, says, upload }) => {
    const { output, code } = await upload()
    for (const file of await readdir(join(projectRoot, 'mappings'))) expect(code).toContain(file.replace('.json', ''))
    expect(output).toContain(says ?? `env.ENVIRONMENT ("${environment}")`)
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

async function upload(root: string, env = '', options: readonly string[] = []): Promise<Upload> {
  const out = await mkdtemp(join(root, 'out-'))
  const bundle = join(out, 'worker.bundle')
  const command = ['wrangler', 'deploy', `--env=${env}`, ...options, '--dry-run', '--outdir', out, '--outfile', bundle]
  const { code, output } = await run(command, root)
  expect(code, output).toBe(0)
  return { output, code: await readFile(join(out, 'index.js'), 'utf8'), bundle }
}

describe('a fresh clone', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    const settings = readdirSync(projectRoot).filter((name) => /^\.(dev\.vars(?!\.example$)|env)/.test(name))
    project = await copyProject(['generated', ...settings])
  })
  afterAll(() => project.remove())

  // "npm test" lints here alone, beside the other tests.
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
  const command = ['wrangler', 'dev', `--port=${port}`, '--inspector-port=0', '--show-interactive-dev-session=false']
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
