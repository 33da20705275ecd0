import * as v from 'valibot'
import { isObject } from '../values/json.ts'
import { didYouMean } from './context/issues.ts'
import type { Answer } from './context/scope.ts'
import type { Mapping } from './file/mapping.ts'

/** An answer as the `answer` of a case writes it (`docs/mapping-reference.md`, "Cases"). */
const GivenAnswer = v.strictObject({
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)), 200),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.unknown(), {}),
})

/** Reads what a preview takes for the partner's answers, by the names of requests; or says of which one what is wrong, and what to write. */
export function readGivenAnswers(
  mapping: Mapping,
  given: unknown,
): { readonly answers: Readonly<Record<string, Answer>> } | { readonly fault: string } {
  if (!isObject(given)) return { fault: 'expected an object of answers by the names of requests' }
  const names = requestNames(mapping)
  const answers: Record<string, Answer> = {}
  for (const [name, json] of Object.entries(given)) {
    if (!names.includes(name))
      return {
        fault: `${name}: there is no request of this name${didYouMean(name, names)}; there are: ${names.join(', ')}`,
      }
    const read = v.safeParse(GivenAnswer, json)
    if (!read.success) return { fault: `${name}: write {"status": 200, "headers": {}, "body": ...}` }
    const headers = Object.entries(read.output.headers).map(([header, value]) => [header.toLowerCase(), value] as const)
    answers[name] = { ...read.output, headers: Object.fromEntries(headers) }
  }
  return { answers }
}

function requestNames({ subscriptions, deletion }: Mapping): readonly string[] {
  const rules = 'unsupported' in deletion ? subscriptions : [...subscriptions, deletion]
  return [...new Set(rules.flatMap(({ steps }) => steps.map(({ name }) => name)))]
}
