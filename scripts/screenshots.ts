/** `npm run screenshots`: each tab of the page, of a forwarder in which something happened, at 400 and 1,600 pixels, into `docs/images`; `-- --all`: the whole of each, in light and in dark, into `/tmp/screenshots`. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openBrowser } from '../test/kit/browser.ts'
import { startDevServer } from '../test/kit/dev-server.ts'
import { tellStory } from '../test/kit/page-story.ts'
import { goTo, Windows } from '../test/kit/window.ts'

const tabs = ['overview', 'test?partner=mixpanel', 'suite', 'activity', 'queue', 'deletes', 'partners?partner=mixpanel']
const widths = [400, 1_600]
const withDark = process.argv.includes('--all')

const browser = await openBrowser()
if ('missing' in browser) {
  console.error(browser.missing)
  process.exit(1)
}
const server = await startDevServer({ COUNTERS_FLUSH_MS: '50' })
try {
  await tellStory(server)
  // the queue tries some of it again
  await wait(5_000)
  const windows = new Windows(browser, server)
  for (const colorScheme of withDark ? (['light', 'dark'] as const) : (['light'] as const)) {
    const folder = withDark ? `/tmp/screenshots/${colorScheme}` : resolve(import.meta.dirname, '../docs/images')
    await mkdir(folder, { recursive: true })
    for (const width of widths) {
      const page = await windows.signedIn('ADMIN_TOKEN', { viewport: { width, height: 900 }, colorScheme })
      for (const tab of tabs) {
        await goTo(page, tab)
        await wait(1_500)
        const path = join(folder, `${tab.replace(/\?.*/, '')}-${width}.png`)
        await page.screenshot({ path, fullPage: withDark && !tab.startsWith('test') })
        console.log(path)
      }
    }
  }
} finally {
  await browser.close()
  await server.remove()
}
