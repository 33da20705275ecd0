import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserFlags, openBrowser } from '../kit/browser.ts'
import type { DevServer } from '../kit/dev-server.ts'
import { developmentSettings, startDevServer } from '../kit/dev-server.ts'
import { tellStory } from '../kit/page-story.ts'

const opened = await openBrowser()
const browser = 'missing' in opened ? undefined : opened
if ('missing' in opened) console.log(`skipped: ${opened.missing}`)

describe.skipIf(browser === undefined)('the page', () => {
  let server: DevServer
  let origin = ''
  const wrong: string[] = []

  beforeAll(async () => {
    server = await startDevServer({})
    origin = `http://127.0.0.1:${server.env['PORT']}`
    await tellStory(server)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await server.remove()
  })

  /** A window of its own, in which nobody is signed in. What the browser complains of fails the test that comes last. */
  async function window(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = (await browser?.newContext({
      viewport: { width: 1_400, height: 900 },
      ...options,
    })) as BrowserContext
    const page = await context.newPage()
    page.on('pageerror', (error) => wrong.push(String(error)))
    page.on('console', (message) => {
      // that a request was refused is what some tests are about
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        wrong.push(message.text())
    })
    return page
  }

  async function signedIn(
    role: 'ADMIN_TOKEN' | 'VIEWER_TOKEN',
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Page> {
    const page = await window(options)
    await page.goto(`${origin}/#/sign-in?token=${developmentSettings[role] ?? ''}`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    return page
  }

  test('is signed in to by a token, and not by a wrong one; the token stays nowhere', async () => {
    const page = await window()
    await page.goto(origin)
    await page.getByLabel('Token').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('This token is not known')
    const token = developmentSettings['VIEWER_TOKEN'] ?? ''
    await page.getByLabel('Token').fill(token)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
    expect([kept, page.url(), await page.content()].join()).not.toContain(token)
    await page.reload()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Token').waitFor()
    await page.reload()
    await page.getByLabel('Token').waitFor()
  })

  test('is signed in to by the link that npm start prints, and the address then holds no token', async () => {
    const page = await signedIn('ADMIN_TOKEN')
    expect(page.url()).toBe(`${origin}/#/`)
    expect(server.running.output()).toContain(`${origin}/#/sign-in?token=`)
    await page.goBack()
    expect(page.url()).not.toContain('token')
  })

  test('is protected by the browser: another origin may not read it, and it runs no script but its own', async () => {
    expect(browserFlags.join(' ')).not.toMatch(/disable-web-security|site-isolation|single-process|no-zygote/)
    const page = await signedIn('ADMIN_TOKEN')
    const injected = await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="globalThis.injected = true">')
      'injected' in globalThis`)
    expect(injected).toBe(false)
    const other = await page.context().newPage()
    await other.goto(`http://127.0.0.1:${server.env['STAND_IN_PORT']}/_stand-in/failures`)
    const asking = `fetch('${origin}/v1/partners', { credentials: 'include' })`
    const read = await other.evaluate(`${asking}.then(() => 'read', () => 'refused')`)
    expect(read).toBe('refused')
    wrong.splice(0)
  })

  test('tells nothing of what went wrong in the browser', () => {
    expect(wrong).toEqual([])
  })
})
