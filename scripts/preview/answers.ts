import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { Mapping } from '../../src/mapping/file/mapping.ts'
import { didYouMean } from '../../src/mapping/context/issues.ts'
import type { Answer } from '../../src/mapping/context/scope.ts'

/** An answer as the `answer` of a case writes it (`docs/mapping-reference.md`, "Cases"). */
const GivenAnswer = v.strictObject({
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)), 200),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.unknown(), {}),
})

type Read = { readonly answers: Readonly<Record<string, Answer>> } | { readonly fault: string }

/** Reads the answers of `--answer name=file.json`; the fault says what is wrong and what to write. */
export async function readAnswers(mapping: Mapping, pairs: readonly string[]): Promise<Read> {
  const names = requestNames(mapping)
  const answers: Record<string, Answer> = {}
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=')
    const file = rest.join('=')
    if (name === '' || file === '') return { fault: `--answer wants name=file.json, found "${pair}"` }
    if (!names.includes(name))
      return {
        fault: `--answer ${name}: there is no request of this name${didYouMean(name, names)}; there are: ${names.join(', ')}`,
      }
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return { fault: `--answer ${name}: cannot read ${file}` }
    const answer = answerOf(text)
    if (answer === undefined)
      return { fault: `--answer ${name}: ${file} must hold {"status": 200, "headers": {}, "body": ...}` }
    answers[name] = answer
  }
  return { answers }
}

function requestNames({ subscriptions, deletion }: Mapping): readonly string[] {
  const rules = 'unsupported' in deletion ? subscriptions : [...subscriptions, deletion]
  return [...new Set(rules.flatMap(({ steps }) => steps.map(({ name }) => name)))]
}

function answerOf(text: string): Answer | undefined {
  try {
    const { status, headers, body } = v.parse(GivenAnswer, JSON.parse(text))
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    return { status, headers: Object.fromEntries(lower), body }
  } catch {
    return undefined
  }
}
