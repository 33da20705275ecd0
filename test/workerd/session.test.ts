import { describe, expect, test, vi } from 'vitest'
import { environment, fetchWorker, freshToken, objects } from '../kit/worker.ts'

const tokens = { ADMIN_TOKEN: 'the-admin-token-of-the-tests', VIEWER_TOKEN: 'the-viewer-token-of-the-tests' }
const env = { ...environment(freshToken()), ...objects, ...tokens }
const json = { 'Content-Type': 'application/json' }
const page = { ...json, Origin: 'https://forwarder.example.com' }

/** Opens a session, and gives what the browser sends from then on. */
async function signIn(token: string): Promise<{ readonly Cookie: string }> {
  const reply = await fetchWorker(env, '/v1/session/open', { body: { token }, headers: page, key: undefined })
  expect(reply.status).toBe(200)
  const [cookie = ''] = (reply.headers.get('Set-Cookie') ?? '').split(';')
  return { Cookie: cookie }
}

function get(path: string, headers: Readonly<Record<string, string>>, of: object = env): Promise<Response> {
  return fetchWorker({ ...of }, path, { method: 'GET', headers, key: undefined })
}

function change(headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetchWorker(env, '/v1/partners/plain/resume', { body: {}, headers, key: undefined })
}

describe('a session of the page', () => {
  test('is a cookie of this host alone that no script can read, for eight hours', async () => {
    const reply = await fetchWorker(env, '/v1/session/open', {
      body: { token: tokens.ADMIN_TOKEN },
      headers: page,
      key: undefined,
    })
    const [value, ...attributes] = (reply.headers.get('Set-Cookie') ?? '').split('; ')
    expect(value).toMatch(/^__Host-session=admin\.\d+\.[\w-]+$/)
    expect(attributes).toEqual(['Path=/', 'Max-Age=28800', 'HttpOnly', 'SameSite=Strict', 'Secure'])
    expect(await reply.text()).not.toContain(tokens.ADMIN_TOKEN)
  })

  test('lets in as its token does', async () => {
    const [admin, viewer] = [await signIn(tokens.ADMIN_TOKEN), await signIn(tokens.VIEWER_TOKEN)]
    expect(await (await get('/v1/session', admin)).json()).toMatchObject({ role: 'admin' })
    expect(await (await get('/v1/session', viewer)).json()).toMatchObject({ role: 'viewer' })
    expect((await change({ ...page, ...admin })).status).toBe(200)
    expect((await change({ ...page, ...viewer })).status).toBe(403)
    expect((await get('/v1/partners?check=1', viewer)).status).toBe(403)
  })

  test.for([
    ['another origin', { ...json, Origin: 'https://evil.example.com' }],
    ['no origin', json],
    ['an opaque origin', { ...json, Origin: 'null' }],
    ['a form', { Origin: 'https://forwarder.example.com', 'Content-Type': 'text/plain' }],
  ] as const)('changes nothing for %s', async ([, headers]) => {
    expect((await change({ ...headers, ...(await signIn(tokens.ADMIN_TOKEN)) })).status).toBe(403)
    const open = { body: { token: tokens.ADMIN_TOKEN }, headers, key: undefined }
    expect((await fetchWorker(env, '/v1/session/open', open)).status).toBe(403)
  })

  test('cannot be made up, changed or prolonged', async () => {
    const { Cookie } = await signIn(tokens.VIEWER_TOKEN)
    for (const made of [
      Cookie.replace('viewer', 'admin'),
      Cookie.replace(/\.\d+\./, '.99999999999999.'),
      `${Cookie}x`,
      Cookie.replace('__Host-', ''),
      '__Host-session=admin.99999999999999.x',
    ])
      expect((await get('/v1/session', { Cookie: made })).status, made).toBe(401)
  })

  test('ends after eight hours, with its token, and when the operator ends it', async () => {
    const cookie = await signIn(tokens.VIEWER_TOKEN)
    expect((await get('/v1/session', cookie, { ...env, VIEWER_TOKEN: 'another-token' })).status).toBe(401)
    const now = Date.now()
    const time = vi.spyOn(Date, 'now').mockReturnValue(now + 8 * 3_600_000)
    expect((await get('/v1/session', cookie)).status).toBe(401)
    time.mockRestore()
    const ended = await fetchWorker(env, '/v1/session/end', {
      body: {},
      headers: { ...page, ...cookie },
      key: undefined,
    })
    expect(ended.headers.get('Set-Cookie')).toMatch(/^__Host-session=; Path=\/; Max-Age=0/)
  })

  test('is not opened by a wrong token, and a token that is sent counts before the cookie', async () => {
    for (const token of ['wrong', '', 7])
      expect([400, 401]).toContain(
        (await fetchWorker(env, '/v1/session/open', { body: { token }, headers: page, key: undefined })).status,
      )
    const cookie = await signIn(tokens.ADMIN_TOKEN)
    expect((await get('/v1/session', { ...cookie, Authorization: 'Bearer wrong' })).status).toBe(401)
  })
})
