import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failuresPath } from '../../scripts/stand-in.ts'
import { browserFlags, openBrowser } from '../kit/browser.ts'
import type { DevServer } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import { tellStory } from '../kit/page-story.ts'
import { axeFaults, goTo, overflow, Windows } from '../kit/window.ts'

const opened = await openBrowser()
if ('missing' in opened) console.log(`skipped: ${opened.missing}`)
const tabs = ['overview', 'test', 'suite', 'activity', 'queue', 'deletes', 'partners']
const markup = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>javascript:globalThis.hit=1'

describe.skipIf('missing' in opened)('the page', () => {
  let server: DevServer
  let windows: Windows
  let page: Page

  beforeAll(async () => {
    if ('missing' in opened) return
    server = await startDevServer({ COUNTERS_FLUSH_MS: '50', REGISTRY_ASK_MS: '5000' })
    windows = new Windows(opened, server)
    await tellStory(server)
    await server.post('webhook', {
      type: 'track',
      event: markup,
      userId: markup,
      messageId: markup,
      properties: { [markup]: markup },
    })
    // where nothing else of the event holds it, a name is shown
    await server.post('webhook', { type: 'track', event: `Named ${markup}`, userId: 'u-7', messageId: 'named' })
    for (const partner of ['webhook', 'mixpanel'])
      await server.post(partner, { type: 'delete', userId: 'ada-0001', messageId: 'delete-of-ada' }, 0)
    page = await windows.signedIn('ADMIN_TOKEN')
  }, 60_000)
  afterAll(async () => {
    if (!('missing' in opened)) await opened.close()
    await server.remove()
  })

  test('is signed in to by a token, and not by a wrong one; the token stays nowhere', async () => {
    const own = await windows.open()
    await own.goto(windows.origin)
    await own.getByLabel('Token').fill('wrong')
    await own.getByRole('button', { name: 'Sign in' }).click()
    expect(await own.getByRole('alert').textContent()).toContain('This token is not known')
    const token = developmentSettings['VIEWER_TOKEN'] ?? ''
    await own.getByLabel('Token').fill(token)
    await own.keyboard.press('Enter')
    await own.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    const kept = await own.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
    expect([kept, own.url(), await own.content()].join()).not.toContain(token)
    await own.reload()
    await own.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await own.getByRole('button', { name: 'Sign out' }).click()
    await own.getByLabel('Token').waitFor()
    await own.reload()
    await own.getByLabel('Token').waitFor()
  })

  test('is signed in to by the link that npm start prints, and the address then holds no token', async () => {
    expect(page.url()).toMatch(/\/#\/$/)
    expect(server.running.output()).toContain(`${windows.origin}/#/sign-in?token=`)
  })

  test('is protected by the browser: another origin may not read it, and it runs no script but its own', async () => {
    expect(browserFlags.join(' ')).not.toMatch(/disable-web-security|site-isolation|single-process|no-zygote/)
    const own = await windows.signedIn('ADMIN_TOKEN')
    const injected = await own.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="globalThis.injected = true">')
      'injected' in globalThis`)
    expect(injected).toBe(false)
    const other = await own.context().newPage()
    await other.goto(`http://127.0.0.1:${server.env['STAND_IN_PORT']}${failuresPath}`)
    const asking = `fetch('${windows.origin}/v1/partners', { credentials: 'include' })`
    expect(await other.evaluate(`${asking}.then(() => 'read', () => 'refused')`)).toBe('refused')
    expect(windows.complaints.splice(0).join()).toContain('Content Security Policy')
  })

  test('shows how each account stands, and what an operator can do', async () => {
    await goTo(page, 'overview')
    const tile = page.getByRole('article', { name: 'Mixpanel default' })
    await tile.getByText('circuit open').waitFor()
    await tile.getByRole('button', { name: 'Probe now' }).click()
    await tile.getByText('It failed again: the partner answered 503').waitFor()
    await tile.getByRole('button', { name: 'Pause …' }).click()
    await page.getByRole('button', { name: 'Pause it' }).click()
    await tile
      .getByText(/paused/)
      .first()
      .waitFor()
    expect(await tile.getByRole('button', { name: /now$/ }).count()).toBe(0)
    await tile.getByRole('button', { name: 'Resume …' }).click()
    await page.getByRole('button', { name: 'Resume it' }).click()
    await tile.getByRole('button', { name: 'Pause …' }).waitFor()
    await goTo(page, 'suite')
    await goTo(page, 'overview')
    await page.getByRole('link', { name: /slack: the partner answered 400/ }).waitFor()
  })

  test('computes what an edited mapping makes, marks mistakes at their place, and sends for real', async () => {
    await goTo(page, 'test?partner=webhook')
    await page.getByLabel('Sample event').selectOption('Order Completed')
    await page.getByText('"order_id": "50314b8e9bcf000000000000"').last().waitFor()
    const mapping = page.getByRole('textbox', { name: 'Mapping' })
    await mapping.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await page.keyboard.type('\n"drop": [{ "name": "tracks", "if": "type = \'track\'" }],')
    await page.getByText('edited, not deployed').waitFor()
    await page.getByText('No subscription takes this event: nothing is sent.').waitFor()
    await page.getByRole('heading', { name: 'What your edits change' }).waitFor()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByText(/of \d+ events make the same requests/).waitFor()
    await page.waitForURL(/mapping=/)
    await page.reload()
    await page.getByText('edited, not deployed').waitFor()
    // What is typed before the editor has the text of the address would be lost.
    await mapping.getByText('"tracks"').waitFor()
    await mapping.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await page.keyboard.type('\n"dropp": 7,')
    await page.getByText('did you mean "drop"').waitFor()
    await page.locator('.cm-lint-marker-error').waitFor()
    await page.getByRole('button', { name: 'Undo edits' }).click()
    await page.getByRole('button', { name: 'Send …' }).click()
    await page.getByRole('button', { name: 'Send it' }).click()
    await page.getByText('"status": "delivered"').first().waitFor()
  })

  test('sends a journey and shows each event, as green, yellow or red', async () => {
    await goTo(page, 'suite')
    await page.getByLabel('Partner').selectOption('klaviyo')
    await page.getByRole('button', { name: 'Send the journey …' }).click()
    await page.getByText('7 events go to klaviyo for real, among them 1 delete of the sample user.').waitFor()
    await page.getByRole('button', { name: 'Send it' }).click()
    await page.getByText('7 of 7 sent').waitFor()
    await page.locator('td .badge.wait', { hasText: /^501/ }).first().waitFor()
    // the partner refuses the credential: what it did not take is no success, though Segment is told that it is queued
    await page.locator('td .badge:is(.bad, .wait)', { hasText: '202 queued' }).first().waitFor()
    expect(await page.locator('td .badge.good', { hasText: '202 queued' }).count()).toBe(1)
    await page.getByRole('button', { name: 'Show' }).first().click()
    await page.getByRole('heading', { name: 'What we answered Segment' }).waitFor()
  })

  test('shows the accounts of customers as one tile', async () => {
    const own = await windows.signedIn('VIEWER_TOKEN')
    await own.route('**/v1/partners', async (route) => {
      const reply = await route.fetch()
      const { partners } = (await reply.json()) as { readonly partners: readonly { readonly customers?: unknown }[] }
      const customers = { accounts: 3, queue: { pending: 7 } }
      await route.fulfill({ json: { partners: partners.map((one) => (one.customers ? { ...one, customers } : one)) } })
    })
    await own.reload()
    const tile = own.getByRole('article', { name: 'Userpilot, accounts of customers' })
    await tile.getByText('3 accounts with a queue').waitFor()
    await tile.getByRole('link', { name: '7', exact: true }).waitFor()
  })

  test('gives the focus back: Escape closes a question alone, and what is retried tells how it went', async () => {
    await goTo(page, 'queue?kind=delete&partner=mixpanel&messageId=delete-of-ada')
    await page.getByRole('link', { name: 'delete', exact: true }).click()
    const retry = page.getByRole('button', { name: 'Retry …' })
    await retry.click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Delivery' }).waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Retry …')
    await retry.click()
    // Not earlier: the queue would send it by itself, and what is retried would be asked after, and confirmed.
    await fetch(`http://127.0.0.1:${server.env['STAND_IN_PORT']}${failuresPath}/mixpanel`, { method: 'DELETE' })
    await page.getByRole('button', { name: 'Try it again' }).click()
    await page.getByText('The partner took it, and is asked whether it is done.').waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^(?:Retry …|Delivery)$/)
  })

  test('closes a record that does not belong to what is looked for, and says that deleted users have none', async () => {
    await goTo(page, 'activity?partner=slack')
    await page
      .getByRole('link', { name: /^track/ })
      .first()
      .click()
    const record = page.getByRole('heading', { name: 'Record' })
    await record.waitFor()
    await page.getByLabel('Message id').fill('nobody-has-this')
    await page.keyboard.press('Enter')
    await page
      .getByText(/deleted/)
      .first()
      .waitFor()
    await record.waitFor({ state: 'detached' })
  })

  test('makes a certificate for a user, whose id stands in no address', async () => {
    await goTo(page, 'deletes')
    await page.getByLabel('The id, as it was sent').fill('ada-0001')
    await page.getByRole('button', { name: 'Make the certificate' }).click()
    await page.getByRole('region', { name: 'Accounts: Confirmed' }).getByText('webhook').waitFor()
    expect(page.url()).not.toContain('ada-0001')
    const waiting = page.getByRole('region', { name: 'Accounts: Waiting' })
    await waiting.getByText('the partner took it, and is asked whether it is done').waitFor()
    expect(await waiting.textContent()).not.toContain('503')
    const key = btoa('another key of thirty-two bytes.')
    for (const [id, says] of [
      ['development', 'these receipts were not written with this key, or each was changed'],
      ['another', 'RECEIPT_KEYS has no key "development"'],
    ] as const) {
      await page.getByText('Verify receipts with RECEIPT_KEYS').click()
      await page.getByLabel('RECEIPT_KEYS', { exact: true }).fill(JSON.stringify([{ id, key }]))
      await page.getByRole('button', { name: 'Use these keys' }).click()
      await page.getByText(says).first().waitFor()
      expect(await page.locator('td .badge:is(.good, .bad)').count()).toBe(0)
      await page.getByRole('button', { name: 'Forget it' }).click()
    }
  })

  test('shows each partner with its settings, set or not, and no value', async () => {
    await goTo(page, 'partners?partner=mixpanel')
    await page.getByText('wrangler secret put MIXPANEL_PROJECT_TOKEN').waitFor()
    expect(await page.content()).not.toContain(developmentSettings['MIXPANEL_PROJECT_TOKEN'])
  })

  test.each(tabs)(
    'has no fault that axe finds in the tab %s, in light and dark, and fits into 400 pixels',
    async (tab) => {
      await goTo(page, tab)
      expect(await axeFaults(page)).toEqual([])
      const narrow = await windows.signedIn('VIEWER_TOKEN', {
        tab,
        viewport: { width: 400, height: 800 },
        colorScheme: 'dark',
      })
      expect(await axeFaults(narrow)).toEqual([])
      expect(await overflow(narrow)).toBe(0)
      expect(await narrow.getByRole('button', { name: /Pause|Retry|Cancel|Send|Probe|Check/ }).count()).toBe(0)
      await narrow.context().close()
    },
  )

  test('shows what events hold as text: no markup of theirs runs', async () => {
    await goTo(page, 'activity?partner=webhook')
    // names are cut in the list
    await page.getByRole('link', { name: 'track · Named <img src=x onerror=' }).waitFor()
    for (const tab of [
      'activity',
      'activity?partner=webhook',
      `activity?event=${encodeURIComponent(markup)}`,
      'queue',
    ]) {
      await goTo(page, tab)
      expect(await page.evaluate("'hit' in globalThis")).toBe(false)
    }
  })

  test('is used by keyboard alone: each tab is reached and opened', async () => {
    const own = await windows.signedIn('VIEWER_TOKEN')
    await own.keyboard.press('Tab')
    expect(await own.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    for (const name of ['Overview', 'Test', 'Test suite']) {
      await own.keyboard.press('Tab')
      expect(await own.evaluate('document.activeElement.textContent')).toBe(name)
    }
    await own.keyboard.press('Enter')
    await own.getByRole('heading', { level: 1, name: 'Test suite' }).waitFor()
  })

  test('shows what begins to fail while it is open', async () => {
    const own = await windows.signedIn('VIEWER_TOKEN', { tab: 'suite' })
    await own.clock.install()
    await goTo(own, 'overview')
    const tile = own.getByRole('article', { name: 'Amplitude default' })
    await tile.getByText('well').waitFor()
    const failures = `http://127.0.0.1:${server.env['STAND_IN_PORT']}${failuresPath}`
    await fetch(`${failures}/amplitude`, { method: 'PUT', body: '503' })
    for (let i = 0; i < 6; i++)
      await server.post('amplitude', { type: 'track', event: 'Late', userId: 'u', messageId: `late-${i}` }, 0)
    // the page asks again after ten seconds: its clock is ours
    await expect
      .poll(
        async () => {
          await own.clock.fastForward(10_000)
          return tile.textContent()
        },
        { timeout: 10_000, interval: 250 },
      )
      .toContain('circuit open')
  })

  test('made the browser complain of nothing', () => {
    expect(windows.complaints).toEqual([])
  })
})
