import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { curlLine } from '../../src/mapping/curl-line.ts'
import { comment } from '../../scripts/preview/show.ts'
import { isSampleType, sampleEvent, sampleTypes } from '../../src/ingest/samples.ts'
import { parseEvent } from '../../src/ingest/parse.ts'
import { run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

test.concurrent.for([
  { partner: 'webhook', set: 'url=http://10.0.0.5/hook', says: /^--set url: .* begins with https:/m },
  { partner: 'slack', set: 'url=https://hook.example.com/', says: /^--set url: the setting has not the form/m },
  { partner: 'braze', set: 'instance=US-99', says: /^--set instance: the setting must be one of US-01/m },
])('npm run preview refuses --set $set of $partner', async ({ partner, set, says }, { signal }) => {
  const ended = await run(['node', 'scripts/preview.ts', partner, 'event.json', '--set', set], projectRoot, { signal })
  expect(ended).toEqual({ code: 1, output: expect.stringMatching(says) })
})

test('npm run preview of a sample event goes on as the given answers say', async ({ signal }) => {
  const folder = mkdtempSync(join(tmpdir(), 'preview-'))
  const answer = join(folder, 'answer.json')
  writeFileSync(answer, '{"status": 404}')
  const preview = (...args: readonly string[]): ReturnType<typeof run> =>
    run(['node', 'scripts/preview.ts', 'hubspot', 'identify', ...args], projectRoot, { signal })
  const [known, misspelt] = await Promise.all([
    preview('--answer', `byEmail=${answer}`, '--curl'),
    preview('--answer', `byMail=${answer}`),
  ])
  rmSync(folder, { recursive: true })
  expect(known).toEqual({
    code: 0,
    output: expect.stringMatching(
      /# byEmail:\n {2}curl .*\n {2}# answered 404: next\n {2}# .*: not sent {3}\(passed over/,
    ),
  })
  expect(misspelt).toEqual({
    code: 1,
    output: expect.stringMatching(
      /^--answer byMail: there is no request of this name, did you mean "byEmail"\?; there are: /,
    ),
  })
})

test('npm run preview of a list sends it together, with every digit, and --curl writes all but commands as comments', async ({
  signal,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'preview-'))
  const file = join(folder, 'events.json')
  const track = '{"type":"track","event":"A","userId":"u1","messageId":"m1","properties":{"n":9007199254740993}}'
  writeFileSync(file, `[${track},{"type":"page","userId":"u1","properties":{"big":1e20}}]`)
  const preview = (...args: readonly string[]): ReturnType<typeof run> =>
    run(['node', 'scripts/preview.ts', 'mixpanel', ...args], projectRoot, { signal })
  const [shown, commands] = await Promise.all([preview(file), preview(file, '--curl')])
  rmSync(folder, { recursive: true })
  expect(shown.output).toMatch(/^=== track \(1 of 2\)\n\+ Events\n- Linked ids: not taken: .*\n/m)
  expect(shown.output).toMatch(/^=== page \(2 of 2\)\n\+ Events\n/m)
  const [, together = ''] = shown.output.split('=== sent together\n')
  expect(together.match(/POST /g)).toHaveLength(1)
  expect(together).toContain('"n": 9007199254740993')
  expect(together).toContain('"big": 100000000000000000000')
  expect(commands.output.split('\n').filter((line) => !/^#|^$/.test(line))).toEqual([
    expect.stringMatching(/^ {2}curl .*9007199254740993/),
  ])
})

test('there is a sample event of each type that is taken, of now', () => {
  const now = Date.parse('2026-11-22T12:00:00.000Z')
  for (const type of sampleTypes) {
    expect(parseEvent(sampleEvent(type, now), now)).toMatchObject({
      ok: true,
      event: { type, timestamp: '2026-11-22T12:00:00.000Z' },
    })
  }
  expect(isSampleType('event.json')).toBe(false)
})

/** What curl gets of a line: its arguments and, where it reads it, its standard input. */
function received(line: string): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; case "$*" in *@-) cat;; esac; }\n${line}`
  const env = { ACME_API_KEY: 'k"$y \\0101', ACME_URL: 'https://hook.example.com', ACCESS_TOKEN: 'token' }
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0')
}

test('a comment holds no other control character than the ends of its lines', () => {
  expect(comment('a\r\nb\u001b[1m')).toBe('# a\\u000d\n# b\\u001b[1m')
})

describe('a curl line', () => {
  const mapping = { settings: { apiKey: { label: 'Key', secret: true }, url: { label: 'URL' } } }
  const request = { name: 'request', method: 'POST', url: 'https://api.example.com/v1?a=[1]' }

  const line = (more: object): string => curlLine({ ...request, ...more }, { slug: 'acme', mapping })
  const last = (text: string): string | undefined =>
    received(line({ body: text }))
      .filter((one) => one !== '')
      .at(-1)

  test.for([
    `it's`,
    `'`,
    `$(touch x) \`id\` "quoted" \\ \\n !`,
    '@file',
    '{"a":"é 😀","b":"\\u0000"}',
    'a\nb\t\u001b[201~\u0085\\0101',
    '\n',
  ])('takes the body %j as it is', (body) => {
    expect(last(body)).toBe(body)
    expect(line({ body })).not.toMatch(/\p{Cc}/u)
  })

  test('writes a NUL, which no argument can hold', () => {
    expect(line({ body: 'a\0' })).toContain("printf '%b' 'a\\0000' |")
  })

  test.for([
    { shown: '{"key":"{{settings.apiKey}}"}', sent: '{"key":"k"$y \\0101"}' },
    { shown: 'a\n{{settings.apiKey}}', sent: 'a\nk"$y \\0101' },
    { shown: '{{settings.other}}', sent: '{{settings.other}}' },
  ])('has the variable of a setting for the placeholder in $shown', ({ shown, sent }) => {
    expect(last(shown)).toBe(sent)
  })

  const form = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }

  test.for([
    { body: 'a=b+c&d=%26', args: ['--data-raw', 'a=b+c&d=%26'] },
    {
      body: 'a=b+c&key={{settings.apiKey}}',
      args: ['--data-raw', 'a=b+c', '--data-urlencode', 'key=k"$y \\0101'],
    },
    { body: 'k%5D=%26+{{settings.apiKey}}%3D', args: ['--data-urlencode', 'k%5D=& k"$y \\0101='] },
    { body: "a=%0A'{{settings.apiKey}}!", args: ['--data-urlencode', 'a=\n\'k"$y \\0101!'] },
    { body: 'a={{settings.other}}', args: ['--data-raw', 'a={{settings.other}}'] },
  ])('lets curl encode a setting in the form $body', ({ body, args }) => {
    expect(received(line({ headers: form, body })).slice(8)).toEqual([...args, ''])
    expect(line({ headers: form, body })).not.toMatch(/\p{Cc}/u)
  })

  test.for([
    {
      headers: { Authorization: 'Bearer {{settings.apiKey}}' },
      args: ['--header', 'Authorization: Bearer k"$y \\0101'],
    },
    { headers: { Authorization: 'Basic <base64 of {{settings.apiKey}}:>' }, args: ['--user', 'k"$y \\0101:'] },
    { headers: { Authorization: `Basic ${btoa('a:b')}` }, args: ['--header', `Authorization: Basic ${btoa('a:b')}`] },
    { headers: { Authorization: 'Bearer <access token>' }, args: ['--header', 'Authorization: Bearer token'] },
  ])('authenticates with $headers', ({ headers, args }) => {
    const [first, , , , second, third, ...rest] = received(line({ headers }))
    expect([first, second, third, ...rest]).toEqual([
      '--globoff',
      '--header',
      'User-Agent: edge-forwarder',
      ...args,
      '',
    ])
  })

  test('has the User-Agent of the mapping, and its host', () => {
    expect(received(line({ url: '{{settings.url}}/a', headers: { 'user-agent': 'mine' } })).slice(2, 6)).toEqual([
      'POST',
      'https://hook.example.com/a',
      '--header',
      'user-agent: mine',
    ])
  })
})
