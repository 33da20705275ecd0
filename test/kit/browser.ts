/** A real browser: the Chromium of an npm package on Linux, elsewhere an installed Chrome. */
import chromium from '@sparticuz/chromium'
import type { Browser } from 'playwright-core'
import { chromium as playwright } from 'playwright-core'

/** Flags of the package that take away what protects a page: it is made for other machines. Ours keep it, for the tests rely on it. */
const unsafe = [
  '--disable-web-security',
  '--single-process',
  '--no-zygote',
  '--disable-site-isolation-trials',
  '--disable-features',
  '--allow-running-insecure-content',
]

/** The flags with which Chromium is started. */
export const browserFlags: readonly string[] = chromium.args.filter(
  (flag) => !unsafe.some((one) => flag === one || flag.startsWith(`${one}=`)),
)

/** Starts the browser, or says why there is none. */
export async function openBrowser(): Promise<Browser | { readonly missing: string }> {
  if (process.platform === 'linux')
    return playwright.launch({ executablePath: await chromium.executablePath(), args: [...browserFlags] })
  try {
    return await playwright.launch({ channel: 'chrome' })
  } catch {
    return { missing: 'no Chrome is installed: the tests of the page need one here (on Linux npm ci brings it)' }
  }
}
