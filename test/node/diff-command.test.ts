import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ShownDifference } from '../../scripts/diff/show.ts'
import { showDifference } from '../../scripts/diff/show.ts'
import type { Ended } from '../kit/command.ts'
import { freePorts, run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

const found: ShownDifference = {
  partner: 'mixpanel',
  account: 'default',
  since: '2026-11-21T12:00:00.000Z',
  until: '2026-11-22T12:00:00.000Z',
  compared: 1_204,
  unchanged: 1_180,
  incomplete: 3,
  changes: { added: 0, lost: 20, changed: 0, skipped: 0, rejected: 4 },
  groups: [
    {
      change: 'lost',
      subscription: 'Events',
      request: 'request',
      pointer: '/body/*/properties/price',
      events: 20,
      examples: [{ id: '17-0', receivedAt: '2026-11-22T11:00:00.000Z', messageId: '…', before: '…' }],
    },
    { change: 'rejected', subscription: 'Events', reason: 'a track event needs a name', events: 4, examples: [] },
  ],
  leftOut: 2,
}

test('a difference is shown with its groups and examples', () => {
  expect(showDifference(found))
    .toBe(`mixpanel/default, 2026-11-21T12:00:00.000Z to 2026-11-22T12:00:00.000Z: 1204 compared, 1180 unchanged, 24 changed
of 3 a request takes from an earlier answer of the partner: that request was not compared

    20  lost      Events /body/*/properties/price
          2026-11-22T11:00:00.000Z  17-0  …  …

     4  rejected  Events: a track event needs a name

and 2 changes more, in groups that are not listed`)
  expect(showDifference({ ...found, compared: 0 })).toMatch(/no event was kept of this time, so nothing was compared$/)
})

test('what a difference shows of events cannot act on the terminal', () => {
  const [group] = found.groups
  if (group === undefined) throw new Error('the difference has no group')
  const hostile = '\u001b]0;x\u0007\n\u202e…'
  const examples = group.examples.map((one) => ({ ...one, messageId: hostile }))
  const shown = showDifference({ ...found, groups: [{ ...group, pointer: `/body/${hostile}`, examples }] })
  expect(shown).toContain('/body/\\u001b]0;x\\u0007\\u000a\\u202e…')
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
})

function diff(args: readonly string[], signal: AbortSignal, token = 'the-token'): Promise<Ended> {
  const env = { ADMIN_TOKEN: '', VIEWER_TOKEN: '', ...(token !== '' && { ADMIN_TOKEN: token }) }
  return run(['node', 'scripts/diff.ts', ...args], projectRoot, { env, signal })
}

describe('npm run diff', () => {
  const asked: { url: string | undefined; authorization: string | undefined; body: unknown }[] = []
  const folder = mkdtempSync(join(tmpdir(), 'diff-'))
  let origin = ''
  /** A forwarder that knows one token. */
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    request.on('end', () => {
      const { authorization } = request.headers
      asked.push({ url: request.url, authorization, body: JSON.parse(text) })
      const known = authorization === 'Bearer the-token'
      response.writeHead(known ? 200 : 401, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(known ? found : { code: 'unauthorized', message: 'no' }))
    })
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  test('sends the edited mapping of the working folder, and ends with 1 where a change of --fail-on exists', async ({
    signal,
  }) => {
    const passed = await diff(
      ['mixpanel', '--remote', origin, '--fail-on', 'added,changed', '--since', '2026-11-21'],
      signal,
    )
    expect(passed).toEqual({ code: 0, output: `${showDifference(found)}\n` })
    const [{ url, body } = { url: '', body: {} }] = asked.splice(0)
    expect(url).toBe('/v1/diff/mixpanel')
    expect(body).toEqual({
      mapping: JSON.parse(readFileSync(join(projectRoot, 'mappings/mixpanel.json'), 'utf8')),
      since: '2026-11-21T00:00:00.000Z',
    })
    const failed = await diff(['mixpanel', '--remote', origin, '--fail-on', 'lost,rejected', '--json'], signal)
    expect(failed.code).toBe(1)
    expect(failed.output).toContain('"compared": 1204')
    expect(failed.output).toMatch(/^--fail-on: lost \(20 events\), rejected \(4 events\)$/m)
  })

  test('shows the mistakes of a mapping as npm run check does, and ends with 2', async ({ signal }) => {
    const file = join(folder, 'edited.json')
    writeFileSync(file, '{"name": "Edited", "subscription": []}')
    const [ended, checked] = await Promise.all([
      diff(['mixpanel', '--mapping', file, '--remote', origin], signal),
      run(['node', 'scripts/check.ts', file], projectRoot, { signal }),
    ])
    expect(ended.code).toBe(2)
    expect(checked.output.startsWith(ended.output.trimEnd())).toBe(true)
    expect(ended.output).toMatch(/did you mean "subscriptions"/)
  })

  test('says what is wrong, and ends with 2', async ({ signal }) => {
    const [port = 0] = await freePorts(1)
    const nobody = `http://127.0.0.1:${port}`
    const ended = await Promise.all([
      diff(['mixpanel', '--remote', origin], signal, 'another-token'),
      diff(['mixpanel', '--remote', origin], signal, ''),
      diff(['mixpanel', '--remote', nobody], signal),
      diff(['mixpanel', '--remote', 'nowhere'], signal),
      diff(['nobody', '--remote', origin], signal),
      diff(['mixpanel', '--fail-on', 'losses'], signal),
      diff(['mixpanel', '--remote', origin, '--since', '1'], signal),
      diff([], signal),
    ])
    expect(ended.map(({ code }) => code)).toEqual(ended.map(() => 2))
    expect(ended.map(({ output }) => output)).toEqual([
      expect.stringMatching(/does not know the token/),
      expect.stringMatching(/must be in the environment/),
      expect.stringMatching(/does not answer/),
      expect.stringMatching(/^--remote: expected a URL/),
      expect.stringMatching(/^there is no mappings\/nobody\.json; there are: amplitude/),
      expect.stringMatching(/^--fail-on: there is no change "losses"; there are: added/),
      expect.stringMatching(/^--since: expected a duration .*, did you mean 1h\?$/m),
      expect.stringMatching(/^usage: npm run diff/),
    ])
  })
})
