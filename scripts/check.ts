/** `npm run check [file or partner ...]`: checks mappings and shows all errors at once. */
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { checkAll, checkText } from './mappings.ts'

const files = process.argv.slice(2)
const checked =
  files.length === 0
    ? await checkAll(resolve(import.meta.dirname, '..'))
    : await Promise.all(
        files
          .map((name) => (/^[a-z0-9-]+$/.test(name) ? `mappings/${name}.json` : name))
          .map(async (file) => checkText(basename(file, '.json'), await textOf(file), file)),
      )
for (const { report } of checked) if (report !== '') console.log(report)
const bad = checked.filter(({ fault }) => fault !== undefined).length
console.log(
  bad === 0
    ? `${checked.length} mapping${checked.length === 1 ? '' : 's'} in order`
    : `${bad} of ${checked.length} mappings cannot be used`,
)
if (bad > 0) process.exitCode = 1

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    console.error(
      `${file} cannot be read: name a file, such as mappings/webhook.json, or a partner, such as webhook, or none to check all`,
    )
    process.exit(1)
  })
}
