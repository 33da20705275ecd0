/** `npm run preview <partner> <event.json|-|type> [options]`: the requests that an event makes, secrets as placeholders; sends nothing. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEvent } from '../src/ingest/parse.ts'
import type { Event } from '../src/ingest/schema.ts'
import { compileMapping } from '../src/mapping/file/compile.ts'
import { readGivenAnswers } from '../src/mapping/given-answers.ts'
import { preview, previewSettings, previewTogether } from '../src/mapping/preview.ts'
import { publicUrl, settingFault } from '../src/mapping/file/settings.ts'
import { parseExactly } from '../src/values/exact-json.ts'
import { argumentsOf } from './arguments.ts'
import { checkText, partnerNames } from './mappings.ts'
import { readAnswerFiles } from './preview/answers.ts'
import { isSampleType, sampleEvent, sampleTypes } from '../src/ingest/samples.ts'
import { asCommands, asHttp, comment, showRule } from './preview/show.ts'

const usage = `usage: npm run preview -- <partner> <event.json | - | type> [--set key=value ...] [--answer name=file.json ...] [--curl]
  <partner>     a file of mappings/ without .json
  <event.json>  a Segment event, or a list of them, which is sent together; "-" reads standard input
  <type>        a sample event: ${sampleTypes.join(', ')}
  --set         a setting's value (secrets are never needed: they are shown as {{settings.name}})
  --answer      what the partner answers to the request of that name: a file with {"status": 200, "headers": {}, "body": ...}
  --curl        each request as one line for a shell, secrets as variables, all else as comments`

const root = resolve(import.meta.dirname, '..')

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const { values, positionals } = readArgs()
const [slug, source] = positionals
if (slug === undefined || source === undefined) fail(usage)

const text = await readFile(resolve(root, 'mappings', `${slug}.json`), 'utf8').catch(async () =>
  fail(`there is no mappings/${slug}.json; there are: ${(await partnerNames(root)).join(', ')}`),
)
const { report, fault } = checkText(slug, text)
if (report !== '') console.error(values.curl === true ? comment(report) : report)
if (fault !== undefined) process.exit(1)
const mapping = compileMapping(parseExactly(text)).mapping ?? process.exit(1)

const given = Object.fromEntries((values.set ?? []).map(readSetting))
for (const name of Object.keys(given))
  if (!Object.hasOwn(mapping.settings, name))
    fail(`${slug} has no setting "${name}"; it has: ${Object.keys(mapping.settings).join(', ')}`)
const wrong = settingFault(mapping, given, publicUrl)
if (wrong !== undefined) fail(`--set ${wrong.setting}: the setting ${wrong.fault}`)
const settings = previewSettings(mapping, given)
const files = await readAnswerFiles(values.answer ?? [])
if ('fault' in files) fail(files.fault)
const read = readGivenAnswers(mapping, files.given)
if ('fault' in read) fail(`--answer ${read.fault}`)
const writing = values.curl === true ? asCommands({ slug, mapping }) : asHttp
const now = Date.now()
const at = { settings, now, answers: read.answers }
const events = (await readEvents(source)).map(readEvent)
if (events.length === 0) fail('the list holds no event')
for (const text of events.length === 1 ? events.flatMap(showAlone) : showTogether()) console.log(text)

function showAlone(event: Event): readonly string[] {
  const rules = preview(mapping, event, at)
  return [heading(event.type), ...rules.map((rule) => showRule(rule, writing))]
}

function showTogether(): readonly string[] {
  const { events: each, sent } = previewTogether(mapping, events, at)
  return [
    ...each.flatMap((rules, i) => [
      heading(`${events[i]?.type ?? ''} (${i + 1} of ${events.length})`),
      ...rules.map((rule) => showRule(rule, writing)),
    ]),
    heading('sent together'),
    ...sent.map((rule) => showRule(rule, writing)),
  ]
}

function heading(text: string): string {
  return `\n${writing.remark(`=== ${text}`)}`
}

function readEvent(raw: unknown): Event {
  if (values.curl === true && JSON.stringify(raw).includes('{{settings.'))
    fail('the event holds the text {{settings., which stands for a setting here: preview it without --curl')
  const event = parseEvent(raw, now)
  return event.ok ? event.event : fail(`this is no Segment event: ${event.issues.join('; ')}`)
}

function readArgs() {
  return argumentsOf(
    {
      options: {
        set: { type: 'string', multiple: true },
        answer: { type: 'string', multiple: true },
        curl: { type: 'boolean' },
      },
      allowPositionals: true,
    },
    usage,
    fail,
  )
}

function readSetting(pair: string): readonly [string, string] {
  const at = pair.indexOf('=')
  return at > 0 ? [pair.slice(0, at), pair.slice(at + 1)] : fail(`--set wants key=value, found "${pair}"`)
}

async function readEvents(from: string): Promise<readonly unknown[]> {
  if (isSampleType(from)) return [sampleEvent(from, now)]
  const json =
    from === '-'
      ? await readStandardInput()
      : await readFile(from, 'utf8').catch(() =>
          fail(
            `cannot read ${from}: write a file of events, "-" for standard input, or one of ${sampleTypes.join(', ')}`,
          ),
        )
  try {
    const parsed = parseExactly(json)
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch (error) {
    return fail(
      `${from === '-' ? 'standard input' : from} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('utf8')
}
