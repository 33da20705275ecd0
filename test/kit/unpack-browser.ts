import chromium from '@sparticuz/chromium'

/** Unpacks the browser once, before any file of the page's tests: two of them at once would write the file that the other begins to run. */
export async function setup(): Promise<void> {
  if (process.platform === 'linux') await chromium.executablePath()
}
