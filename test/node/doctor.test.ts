import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { goodAnswers } from '../../scripts/stand-in-answers.ts'
import { startStandIn } from '../../scripts/stand-in.ts'
import { freePorts, run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

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
      what: 'a URL that no partner can have',
      env: {
        DEV_PARTNER: '',
        ENVIRONMENT: 'production',
        WEBHOOK_URL: 'http://10.0.0.5/hook',
        WEBHOOK_SHARED_SECRET: 's',
      },
      code: 1,
      says: /^NOT OK +webhook\/default +the setting WEBHOOK_URL .* a partner URL begins with https:\/\/$/m,
    },
    {
      what: 'a setting that no header can hold',
      env: { HUBSPOT_ACCESS_TOKEN: 'token-\u{1f511}', HUBSPOT_HUB_ID: '1' },
      code: 1,
      says: /^NOT OK +hubspot\/default +the setting HUBSPOT_ACCESS_TOKEN .* cannot stand in the header "Authorization"/m,
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
    {
      what: 'a variable that is out of bounds',
      env: { ENVIRONMENT: 'production', DELETE_WAIT_MS: '500' },
      code: 1,
      says: /^NOT OK +DELETE_WAIT_MS +must be a number of ms, 90000 to 3600000: the default 90000 is used$/m,
    },
    {
      what: 'a variable that is no number',
      env: { CUSTOMERIO: account('status-200'), RETRY_BASE_MS: 'soon' },
      code: 1,
      says: /^NOT OK +RETRY_BASE_MS +must be a number of ms, 0 or more: .*\nok +customerio\/default /m,
    },
    {
      what: 'a variable that is obeyed in development only',
      env: { CUSTOMERIO: account('status-200'), DELETE_WAIT_MS: '500' },
      code: 0,
      says: /^ok +customerio\/default +settings set, credentials accepted$/m,
    },
    {
      what: 'an account whose events are not sent',
      env: { CUSTOMERIO: account('status-200'), SHADOW: 'customerio' },
      code: 0,
      says: /^ok +customerio\/default .* accepted; SHADOW names it: its events are not sent$/m,
    },
    {
      what: 'a shadow of nobody',
      env: { CUSTOMERIO: account('status-200'), SHADOW: 'customerio/eu' },
      code: 1,
      says: /^NOT OK +SHADOW +"customerio\/eu" is no partner and no account: /m,
    },
    {
      what: 'an address of alerts that may not be called',
      env: { ENVIRONMENT: 'production', ALERT_URL: 'http://alerts.example.com/x', ALERT_SECRET: 'secret' },
      code: 1,
      says: /^NOT OK +ALERT_URL +must be a URL that begins with https:\/\/: no alert is sent$/m,
    },
    {
      what: 'alerts that cannot be signed',
      env: { CUSTOMERIO: account('status-200'), ALERT_URL: 'https://alerts.example.com/x' },
      code: 1,
      says: /^NOT OK +ALERT_SECRET +is not set, and signs what ALERT_URL gets: no alert is sent$/m,
    },
    {
      what: 'settings that only deletes need',
      env: { MIXPANEL: JSON.stringify({ projectToken: 'key-of-the-account' }) },
      code: 0,
      says: / mixpanel\/default .*; user deletes will wait until gdprToken is set$/m,
    },
    {
      what: 'deletes that are refused',
      env: { CUSTOMERIO: account('status-200') },
      code: 0,
      says: /\nuser deletes are refused: SEALING_KEY is not set/,
    },
    { what: 'nothing that is set', env: {}, code: 0, says: /^no account of any partner is set/m },
  ])('tells of $what', async ({ env, code, says }, { signal }) => {
    const ended = await run(['node', 'scripts/doctor.ts'], projectRoot, {
      env: { ENVIRONMENT: 'development', DEV_PARTNER: origin, DEV_ENV_FILE: '/dev/null', ...env },
      signal,
    })
    expect(ended).toEqual({ code, output: expect.stringMatching(says) })
    expect(ended.output).not.toContain('key-of-the-account')
  })

  test('reads what npm start reads, and asks its stand-in, where nothing else speaks of an account', async ({
    signal,
  }) => {
    const [port = 0] = await freePorts(1)
    const standIn = await startStandIn({ port, partners: () => Promise.resolve([]), answers: goodAnswers(projectRoot) })
    const command = ['node', 'scripts/doctor.ts']
    const ended = await run(command, projectRoot, { env: { STAND_IN_PORT: String(port) }, signal })
    standIn.close()
    standIn.closeAllConnections()
    expect(ended).toEqual({
      code: 0,
      output: expect.stringMatching(
        /^neither .* npm start \(dev\.env\); checks go to its stand-in partner, http:\S+\n[\s\S]*^ok +customerio\/default +settings set, credentials accepted$/m,
      ),
    })
  })

  test('tells of the variables of a remote one', async ({ signal }) => {
    const replies: Readonly<Record<string, { status: number; body: unknown }>> = {
      '/v1/partners?check=1': {
        status: 200,
        body: { partners: [{ partner: 'plain', accounts: [{ account: 'default', check: { kind: 'accepted' } }] }] },
      },
      '/health?deep=1': {
        status: 503,
        body: { status: 'failing', variables: [{ variable: 'DELETE_WAIT_MS', problem: 'must be a number of ms' }] },
      },
    }
    const forwarder = createServer((request, response) => {
      const known = request.headers.authorization === 'Bearer a-token' ? replies[request.url ?? ''] : undefined
      response.writeHead(known?.status ?? 404).end(JSON.stringify(known?.body ?? {}))
    })
    await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(forwarder.address() as AddressInfo).port}`
    const command = ['npm', 'run', '--silent', 'doctor', '--', '--remote', url]
    const ended = await run(command, projectRoot, { env: { ADMIN_TOKEN: 'a-token' }, signal })
    forwarder.close()
    forwarder.closeAllConnections()
    expect(ended).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^NOT OK {2}DELETE_WAIT_MS {2}must be a number of ms\nok {6}plain\/default {3}settings set, credentials accepted\n$/,
      ),
    })
  })

  test('says that a remote one does not answer', async ({ signal }) => {
    const [port] = await freePorts(1)
    const command = ['npm', 'run', '--silent', 'doctor', '--', '--remote', `http://127.0.0.1:${port}`]
    const ended = await run(command, projectRoot, { env: { ADMIN_TOKEN: 'a-token' }, signal })
    expect(ended).toEqual({ code: 1, output: expect.stringMatching(/^http:\/\/127.0.0.1:\d+ does not answer/) })
  })
})
