import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../kit/browser.ts'
import type { DevServer } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import { goTo, Windows } from '../kit/window.ts'

const opened = await openBrowser()
const secretOfUser = 'ada-lovelace-4711'

/** Loads the event that was kept, once it is listed. */
async function loadKept(page: Page): Promise<void> {
  const recent = page.getByLabel('Recent event')
  const listed = async (): Promise<readonly string[]> => {
    await page.getByLabel('Sample event').focus()
    await recent.focus()
    return recent.locator('option').allTextContents()
  }
  await expect.poll(listed, { timeout: 5_000 }).toContainEqual(expect.stringMatching(/^\d\d:\d\d:\d\d · track · Kept$/))
  await recent.selectOption({ index: 1 })
}

describe.skipIf('missing' in opened)('the tab Test', () => {
  let server: DevServer
  let windows: Windows
  let page: Page

  beforeAll(async () => {
    if ('missing' in opened) return
    server = await startDevServer({ COUNTERS_FLUSH_MS: '50', REGISTRY_ASK_MS: '5000' })
    windows = new Windows(opened, server)
    await server.post('webhook', { type: 'track', event: 'Kept', userId: secretOfUser, messageId: 'kept-1' })
    page = await windows.signedIn('ADMIN_TOKEN', { tab: 'test?partner=webhook' })
  }, 60_000)
  afterAll(async () => {
    if (!('missing' in opened)) await opened.close()
    await server.remove()
  })

  /** Types at the end of the first line of the mapping. */
  const typeIntoMapping = async (text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Mapping' }).click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await page.keyboard.type(text)
  }

  test('keeps what was edited of each partner, while others and other tabs are open', async () => {
    await typeIntoMapping('\n"drop": [{ "name": "all", "if": "exists(type)" }],')
    await page.getByText('edited, not deployed').waitFor()
    await page.getByLabel('Partner').selectOption('slack')
    await page.getByText('"Slack"', { exact: true }).waitFor()
    expect(await page.getByText('edited, not deployed').count()).toBe(0)
    expect(await page.getByLabel('Partner').locator('option').allTextContents()).toContain('webhook (edited)')
    await goTo(page, 'suite')
    await goTo(page, 'test')
    expect(await page.getByLabel('Partner').inputValue()).toBe('slack')
    await page.getByLabel('Partner').selectOption('webhook')
    await page.getByText('edited, not deployed').waitFor()
    await page.getByText('No subscription takes this event').waitFor()
  })

  test('asks before the window is left where the address does not hold an edit', async () => {
    const asked = (): Promise<unknown> =>
      page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    await page.waitForURL(/partner=webhook.*mapping=/)
    expect(await asked()).toBe(false)
    await goTo(page, 'suite')
    expect(await asked()).toBe(true)
    await goTo(page, 'test')
    await page.getByRole('button', { name: 'Undo edits' }).click()
    await page.getByText('edited, not deployed').waitFor({ state: 'detached' })
    expect(await asked()).toBe(false)
  })

  test('shows a header of a secret only where the account, or whoever tries it, has set it', async () => {
    const request = page.getByRole('group', { name: 'the request' })
    await request.getByText('X-Signature').waitFor()
    await page.getByText('Signatures are made with placeholders here').waitFor()
    expect(await request.textContent()).not.toContain('{{settings.authorization}}')
    await page.getByText('Settings', { exact: true }).click()
    await page.getByLabel('Authorization header').check()
    await request.getByText('Authorization: {{settings.authorization}}').waitFor()
    await page.getByLabel('Authorization header').uncheck()
  })

  test('says of a partner that is not there, and of a link that is cut, what is wrong', async () => {
    await goTo(page, 'test?partner=nosuch')
    await page.getByText('There is no mapping of "nosuch".').waitFor()
    await page.getByLabel('Partner').selectOption('webhook')
    await page.getByRole('textbox', { name: 'Event' }).waitFor()
    await goTo(page, 'test?partner=webhook&mapping=cut&event=cut')
    await page.getByText('The event and the mapping of this link could not be read').waitFor()
  })

  test('says of an event that is no JSON where, and does not send it', async () => {
    await page.getByRole('textbox', { name: 'Event' }).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('x')
    await page.getByRole('button', { name: 'Send …' }).click()
    await page
      .getByRole('dialog')
      .getByText(/The event is no JSON: .*line \d+, column \d+/)
      .waitFor()
    expect(await page.getByRole('button', { name: 'Send it' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
  })

  test('loads a kept event, which does not go into the address, and which a viewer sees masked', async () => {
    await loadKept(page)
    await page.getByText('This event holds personal data: it is not in the address.').waitFor()
    await page.getByText(secretOfUser).first().waitFor()
    await page.waitForURL((url) => !url.hash.includes('event='))
    const viewer = await windows.signedIn('VIEWER_TOKEN', { tab: 'test?partner=webhook' })
    await loadKept(viewer)
    await viewer.getByText('“…” stands for values that a viewer does not see.').waitFor()
    expect(await viewer.content()).not.toContain(secretOfUser)
  })

  test('is left for whoever opens a link that signs in: with the new role, without what was loaded', async () => {
    const token = developmentSettings['VIEWER_TOKEN'] ?? ''
    await page.evaluate(`location.hash = '#/sign-in?token=${token}'`)
    await page.getByTitle('What you are signed in as').getByText('viewer').waitFor()
    expect(page.url()).not.toContain(token)
    await goTo(page, 'test')
    await page.getByText('"Registered"').first().waitFor()
    expect(await page.getByText(secretOfUser).count()).toBe(0)
    await page.evaluate("location.hash = '#/sign-in?token=wrong'")
    await page.getByRole('alert').getByText('This token is not known.').waitFor()
    expect(page.url()).not.toContain('wrong')
    expect(await page.evaluate('document.activeElement.id')).toBe('token')
  })

  test('says that another tab signed out, and of a tab that is not there which there are', async () => {
    const own = await windows.signedIn('VIEWER_TOKEN')
    await goTo(own, 'nonsense')
    await own.getByText('There is no tab "nonsense".').waitFor()
    await own.context().clearCookies()
    await own.locator('main').getByRole('link', { name: 'Partners' }).click()
    await own.getByRole('alert').getByText('You were signed out').waitFor()
  })

  test('made the browser complain of nothing', () => {
    expect(windows.complaints).toEqual([])
  })
})
