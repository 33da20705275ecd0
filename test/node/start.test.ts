import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ended } from '../kit/command.ts'
import { alive, run, until } from '../kit/command.ts'
import type { DevServer, Posted } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import type { ProjectCopy } from '../kit/project.ts'
import { copyProject, projectRoot } from '../kit/project.ts'

const patience = 120_000
const notNeeded = ['test', 'bench', 'docs']

type Json = Readonly<Record<string, unknown>>

const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'))

/** A mapping with one wrong letter, and what the checker says of it. */
const spoiled = (mapping: string): string => mapping.replace('"subscribe"', '"subscribes"')
const complaint = /\/subscriptions\/0\/subscribes: unknown key "subscribes", did you mean "subscribe"\?/

describe.concurrent('with a bad file in mappings/', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    project = await copyProject(notNeeded)
    const good = await readFile(join(project.root, 'mappings/webhook.json'), 'utf8')
    await writeFile(join(project.root, 'mappings/bad.json'), spoiled(good))
  })
  afterAll(() => project.remove())

  test.concurrent.for([
    ['node', 'scripts/start.ts'],
    ['node', 'scripts/collect.ts'],
    ['node', 'scripts/check.ts'],
    ['wrangler', 'deploy', '--dry-run'],
  ])('%s %s %s stops with its error', async (command) => {
    const { code, output } = await run(command, project.root, { PORT: '1', STAND_IN_PORT: '1' })
    expect(code, output).toBe(1)
    expect(output).toMatch(new RegExp(`mappings/bad.json ${complaint.source}`))
  })
})

describe.concurrent('wrangler deploy --dry-run', () => {
  let project: ProjectCopy
  beforeAll(async () => {
    project = await copyProject(notNeeded)
  })
  afterAll(() => project.remove())

  test.concurrent.for([
    { env: [], environment: 'production' },
    { env: ['--env', 'staging'], environment: 'staging' },
  ])('passes for $environment, and the Worker stays small', async ({ env, environment }) => {
    const out = join(project.root, `out-${environment}`)
    const { code, output } = await run(['wrangler', 'deploy', '--dry-run', '--outdir', out, ...env], project.root)
    expect(code, output).toBe(0)
    expect(output).toContain(`env.ENVIRONMENT ("${environment}")`)
    expect(output).not.toContain('DEV_PARTNER')
    const bundle = await readFile(join(out, 'index.js'))
    for (const file of await readdir(join(projectRoot, 'mappings')))
      expect(bundle.toString()).toContain(file.replace('.json', ''))
    const kilobytes = Math.ceil(gzipSync(bundle).byteLength / 1_024)
    process.stdout.write(`the Worker for ${environment} has ${kilobytes} KB gzipped\n`)
    expect(kilobytes).toBeLessThan(1_024)
  })
})

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
