import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts, run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** A partner on loopback whose check answers what its account's site id says. */
const partner = createServer((request, response) => {
  const [site = ''] = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64')
    .toString()
    .split(':')
  response.writeHead(Number(site.replace('status-', '')), { 'Content-Type': 'application/json' }).end('{}')
})
let origin = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(partner.address() as AddressInfo).port}`
})
afterAll(() => {
  partner.close()
  partner.closeAllConnections()
})

const account = (site: string): string => JSON.stringify({ siteId: site, apiKey: 'key-of-the-account' })

describe('npm run doctor', () => {
  test.concurrent.for([
    {
      what: 'an account in order',
      env: { CUSTOMERIO: account('status-200') },
      code: 0,
      says: /^ok +customerio\/default +settings set, credentials accepted$/m,
    },
    {
      what: 'a refused credential',
      env: { CUSTOMERIO_EU: account('status-401') },
      code: 1,
      says: /^NOT OK +customerio\/eu +settings set, credentials REFUSED: the partner answered 401$/m,
    },
    {
      what: 'a partner that is down',
      env: { CUSTOMERIO: account('status-503') },
      code: 1,
      says: /^NOT OK .* the partner could not be asked: the partner answered 503$/m,
    },
    {
      what: 'a setting that is missing',
      env: { CUSTOMERIO_SITE_ID: 'status-200' },
      code: 1,
      says: /^NOT OK +customerio\/default +the required setting CUSTOMERIO_API_KEY .* is not set$/m,
    },
    {
      what: 'a variable that is no JSON',
      env: { MIXPANEL_EU: '{oops' },
      code: 1,
      says: /^NOT OK +mixpanel\/eu +MIXPANEL_EU must be a JSON object/m,
    },
    {
      what: 'a mapping without a check',
      env: { WEBHOOK_URL: 'https://hook.example.com', WEBHOOK_SHARED_SECRET: 'secret' },
      code: 0,
      says: /^ok +webhook\/default +settings set; the mapping has no "check"/m,
    },
    { what: 'nothing that is set', env: {}, code: 0, says: /^no account of any partner is set/ },
  ])('tells of $what', async ({ env, code, says }, { signal }) => {
    const ended = await run(['npm', 'run', '--silent', 'doctor'], projectRoot, {
      env: { ENVIRONMENT: 'development', DEV_PARTNER: origin, ...env },
      signal,
    })
    expect(ended).toEqual({ code, output: expect.stringMatching(says) })
    expect(ended.output).not.toContain('key-of-the-account')
  })

  test('says that a remote one does not answer', async ({ signal }) => {
    const [port] = await freePorts(1)
    const command = ['npm', 'run', '--silent', 'doctor', '--', '--remote', `http://127.0.0.1:${port}`]
    const ended = await run(command, projectRoot, { env: { ADMIN_TOKEN: 'a-token' }, signal })
    expect(ended).toEqual({ code: 1, output: expect.stringMatching(/^http:\/\/127.0.0.1:\d+ does not answer/) })
  })
})
