/** The environments of `wrangler.toml`: what Wrangler makes of each, beside production. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Unstable_Config } from 'wrangler'
import { unstable_readConfig } from 'wrangler'
import { projectRoot } from '../kit/project.ts'

const file = join(projectRoot, 'wrangler.toml')
const text = readFileSync(file, 'utf8')

function environment(env = '', config = file): Unstable_Config {
  return unstable_readConfig({ config, env }, { hideWarnings: true })
}

const folder = mkdtempSync(join(tmpdir(), 'wrangler-environments-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The file of someone who gave production a domain, by the lines that stand there as a comment. */
const withDomain = join(folder, 'wrangler.toml')
writeFileSync(withDomain, text.replace(/^workers_dev = true\n# (workers_dev = false)\n# (routes = .*)$/m, '$1\n$2'))

const production = environment()
const names = [...text.matchAll(/^\[env\.([\w-]+)\]/gm)].map(([, name = '']) => name)

/** What every environment must have alike, if it is to run the same code. */
function shared({ durable_objects, version_metadata, migrations, assets, limits, observability }: Unstable_Config) {
  return { durable_objects, version_metadata, migrations, assets, limits, observability }
}

/** The rate limits of an environment, without the numbers that must differ. */
function rateLimits({ ratelimits }: Unstable_Config): unknown {
  return ratelimits.map(({ name, simple }) => ({ name, simple }))
}

test('production, staging and a production of the European Union are there', () => {
  expect(names).toEqual(['staging', 'eu'])
  expect(environment('eu').vars).toMatchObject({ ENVIRONMENT: 'production', JURISDICTION: 'eu', LOCATION_HINT: 'weur' })
})

describe.for(names)('the environment %s', (name) => {
  const one = environment(name)

  test('has the bindings, migrations, limits and logs of production', () => {
    expect(shared(one)).toEqual(shared(production))
    expect(rateLimits(one)).toEqual(rateLimits(production))
  })

  test('has a name of its own, and counts its rate limits apart from every other', () => {
    const others = ['', ...names].filter((other) => other !== name).map((other) => environment(other))
    expect(others.map((other) => other.name)).not.toContain(one.name)
    const counted = others.flatMap(({ ratelimits }) => ratelimits.map(({ namespace_id }) => namespace_id))
    for (const { namespace_id } of one.ratelimits) expect(counted).not.toContain(namespace_id)
  })

  test('says that it is deployed, so that it obeys no variable of development', () => {
    expect(one.vars['ENVIRONMENT']).toMatch(/^(production|staging)$/)
  })

  test("does not take production's domain, and keeps its own address", () => {
    expect(environment('', withDomain)).toMatchObject({ routes: [{ custom_domain: true }], workers_dev: false })
    expect(environment(name, withDomain)).toMatchObject({ routes: [], workers_dev: true })
  })
})

test('versions that are not deployed have no public address, and neither whole URLs nor values of SQL are logged', () => {
  expect(production).toMatchObject({
    preview_urls: false,
    observability: { enabled: true, logs: { invocation_logs: false }, traces: { enabled: false } },
  })
})
