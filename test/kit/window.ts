/** Windows of a real browser on the page of a running forwarder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { DevServer } from './dev-server.ts'
import { developmentSettings } from './dev-server.ts'
import { projectRoot } from './project.ts'

const axeSource = readFileSync(join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8')

/** A fault that axe found: its rule, and where. */
interface AxeFault {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly unknown[] }[]
}

/** Opens windows on the page of a forwarder, and keeps what the browser complained of in them. */
export class Windows {
  readonly origin: string
  /** Errors of scripts and of the page's policy, in the order in which they came. */
  readonly complaints: string[] = []
  readonly #browser: Browser

  constructor(browser: Browser, server: DevServer) {
    this.#browser = browser
    this.origin = `http://127.0.0.1:${server.env['PORT']}`
  }

  /** A window in which nobody is signed in. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1_400, height: 900 }, ...options })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      // that a request was refused is what some tests are about
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text())
    })
    return page
  }

  /** A window in which somebody is signed in, at a tab. */
  async signedIn(
    role: 'ADMIN_TOKEN' | 'VIEWER_TOKEN',
    { tab = 'overview', ...options }: BrowserContextOptions & { readonly tab?: string } = {},
  ): Promise<Page> {
    const page = await this.open(options)
    await page.goto(`${this.origin}/#/sign-in?token=${developmentSettings[role] ?? ''}`)
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    if (tab !== 'overview') await goTo(page, tab)
    return page
  }
}

/** Goes to a place of the page (`activity?partner=mixpanel`), and waits until it is shown. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`)
  await page.locator('main h1').waitFor()
  await page.locator('main .spinner').first().waitFor({ state: 'detached' })
}

/** What axe finds wrong on the page as it is shown now, as `rule: places`. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  const { violations } = (await page.evaluate('axe.run()')) as { readonly violations: readonly AxeFault[] }
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** By how many pixels the page is wider than its window. */
export async function overflow(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
