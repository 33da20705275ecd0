import { below } from '../context/issues.ts'
import { methodsOf } from './method.ts'
import type { Judge, Judging } from './outcomes.ts'
import { compileOutcomes } from './outcomes.ts'
import type { FileContext, Root } from '../context/compile-context.ts'
import { noUses, CompileContext, thisAnswer } from '../context/compile-context.ts'
import type { CompiledRecords, Records } from './records.ts'
import { compileRecords } from './records.ts'
import type { Defaults, RequestBuilder } from './request.ts'
import { compileRequest } from './request.ts'
import type { MethodFile, RequestFile, RuleFile, StepFile } from './schema.ts'
import { milliseconds } from './schema.ts'
import type { Predicate } from '../context/scope.ts'
import { compileCondition } from './value.ts'

/** One request of a sequence (a lone request is a sequence of one, named `request`). */
export interface Step {
  readonly name: string
  readonly holds: Predicate | undefined
  /** The records for each of which the request is sent (`for`), or why there are none; `undefined`: it is sent once. */
  readonly records: Records | undefined
  readonly build: RequestBuilder
  readonly judge: Judge
  /** Whether a rule or a later request reads the body of its answer. */
  readonly readsBody: boolean
  /** How long its answer is kept for equal requests of the account (ms); absent: it is not. */
  readonly cacheMs?: number
}

/** The requests of a subscription, a deletion, a poll or a check as the file has them. */
export interface StepsFile {
  readonly request?: RequestFile | undefined
  readonly requests?: readonly StepFile[] | undefined
  readonly outcomes?: readonly RuleFile[] | undefined
}

/** Where the steps stand. `before` names the answers that already exist (for `poll`). */
export interface StepsAt {
  readonly pointer: string
  /** The name of a lone request, and where it stands; `request` if left out. */
  readonly lone?: { readonly name: string; readonly pointer: string }
  readonly visible: ReadonlySet<Root>
  readonly before?: readonly string[]
  readonly deletion?: { readonly polled: boolean }
  readonly poll?: boolean
  /** Whether the file's rules may also end the last request well, name its items or split it. */
  readonly endsBySharedRules?: boolean
  /** What a call of one item sends instead, and where it stands. */
  readonly single?: { readonly file: RequestFile; readonly pointer: string } | undefined
  readonly bodies?: Set<string>
  /** Collects the paths that are read below `answers`, as JSON. */
  readonly reads?: Set<string>
}

/** Compiles `request` or `requests` with their outcomes. */
export function compileSteps(
  file: StepsFile,
  defaults: Defaults,
  at: StepsAt,
  fileContext: FileContext,
): readonly Step[] {
  const here = new CompileContext(fileContext, at.pointer, { visible: at.visible })
  if ((file.request === undefined) === (file.requests === undefined)) here.error('write either "request" or "requests"')
  const lone = at.lone ?? { name: 'request', pointer: below(at.pointer, 'request') }
  const files = file.requests ?? (file.request === undefined ? [] : [{ name: lone.name, ...file.request }])
  const known = [...(at.before ?? [])]
  const bodies = at.bodies ?? new Set<string>()
  const drafts = files.map((step, i) => {
    const pointer = file.requests === undefined ? lone.pointer : below(below(at.pointer, 'requests'), i)
    if (known.includes(step.name))
      here
        .in('requests')
        .error(`the name "${step.name}" stands twice: names of requests are unique over a deletion and its poll`)
    const draft = compileStep(
      step,
      { ...at, pointer, before: [...known], last: i === files.length - 1 },
      { defaults, fileContext, bodies, pointer: at.pointer, after: file.outcomes },
    )
    known.push(step.name)
    return draft
  })
  return drafts.map(({ readsBody, ...step }) => ({ ...step, readsBody: readsBody || bodies.has(step.name) }))
}

interface Around {
  readonly defaults: Defaults
  readonly fileContext: FileContext
  readonly bodies: Set<string>
  readonly pointer: string
  readonly after: readonly RuleFile[] | undefined
}

function compileStep(step: StepFile, at: StepsAt & { last: boolean }, around: Around): Step {
  const uses = noUses()
  const visible = new Set<Root>([...at.visible, 'answers'])
  const context = new CompileContext(around.fileContext, at.pointer, {
    visible,
    answers: new Set(at.before),
    uses,
    request: true,
  })
  const each = compileFor(step, at, { around, uses })
  const inside = each === undefined ? context : context.forEach(each.answer)
  const build = withSingle(compileRequest(step, around.defaults, inside), { at, around, uses, method: step.method })
  const holds = compileIf(step, context)
  const judge = compileJudge(step, at, around, uses)
  for (const name of uses.bodies) around.bodies.add(name === thisAnswer ? step.name : name)
  for (const path of uses.reads) at.reads?.add(path)
  if (!at.last && methodsOf(step.method).has('POST') && step.idempotent !== true) {
    context.warn('a retry of the sequence sends this POST again: mark it "idempotent": true if that is safe')
  }
  checkCache(step, at, context.in('cache'))
  return {
    name: step.name,
    holds,
    records: each?.records,
    build,
    judge,
    readsBody: uses.bodies.has(thisAnswer),
    ...(step.cache !== undefined && { cacheMs: milliseconds(step.cache) }),
  }
}

/** The `if` of a request. With `for` it is asked once, before the records are looked at. */
function compileIf(step: StepFile, context: CompileContext): Predicate | undefined {
  if (step.if === undefined) return undefined
  const here = context.in('if').apart()
  const holds = compileCondition(step.if, here)
  context.adopt(here.uses)
  if (step.for !== undefined && (here.uses.roots.has('item') || here.uses.roots.has('index')))
    here.error(
      'with "for" the "if" is asked once, before the records: it sees no "item"; what is in an earlier answer is answers.name.body',
    )
  return holds
}

/** The `for` of a request: only a deletion has it, and a `poll` cannot ask after many answers. */
function compileFor(
  step: StepFile,
  at: StepsAt & { last: boolean },
  { around, uses }: { around: Around; uses: CompileContext['uses'] },
): CompiledRecords | undefined {
  if (step.for === undefined) return undefined
  const visible = new Set<Root>([...at.visible, 'answers'])
  const answers = new Set(at.before)
  const context = new CompileContext(around.fileContext, below(at.pointer, 'for'), { visible, answers, uses })
  if (at.deletion === undefined) context.error('"for" is for the requests of a deletion')
  else if (at.deletion.polled && at.last)
    context.error('"poll" asks after one answer: the last request of a deletion with "poll" has no "for"')
  return compileRecords(step.for, context)
}

/** An answer that is kept may hold a user's data: not for longer. */
const longestCacheMs = 24 * 3_600_000

function checkCache({ cache, method }: StepFile, at: StepsAt & { last: boolean }, context: CompileContext): void {
  if (cache === undefined) return
  if (at.deletion !== undefined || at.poll === true)
    context.error('a deletion is proved by what the partner answers now: leave out "cache"')
  else if (at.last) context.error('the last answer says what became of the items: only an earlier request has "cache"')
  if (method !== 'GET') context.error('only the answer of a GET is kept: leave out "cache"')
  if (milliseconds(cache) > longestCacheMs) context.error('an answer is kept for a day at most: write "1d" or less')
}

/** The request of a call: `single` where it carries one item, which then has its event too. */
function withSingle(
  many: RequestBuilder,
  { at, around, uses, method }: { at: StepsAt; around: Around; uses: CompileContext['uses']; method: MethodFile },
): RequestBuilder {
  if (at.single === undefined) return many
  const { file, pointer } = at.single
  const visible = new Set<Root>([...at.visible, 'event', 'item', 'answers'])
  const context = new CompileContext(around.fileContext, pointer, {
    visible,
    answers: new Set(at.before),
    uses,
    request: true,
  })
  const one = compileRequest(file, around.defaults, context)
  if (at.deletion !== undefined && JSON.stringify(file.method) !== JSON.stringify(method))
    context
      .in('method')
      .error('in a deletion "single" has the method of "request": a 404 means something else at a DELETE')
  return (scope) => (scope.items?.length === 1 ? one : many)(scope)
}

function compileJudge(
  step: StepFile,
  at: StepsAt & { last: boolean },
  around: Around,
  uses: CompileContext['uses'],
): Judge {
  const judging: Judging = {
    last: at.last,
    ...(at.deletion && { deletion: { methods: methodsOf(step.method), polled: at.deletion.polled } }),
    ...(at.poll === true && { poll: true }),
  }
  const visible = new Set<Root>([...at.visible, 'answers', 'status', 'headers', 'body'])
  const answers = new Set([...(at.before ?? []), step.name])
  const context = (pointer: string): CompileContext => {
    const here = new CompileContext(around.fileContext, below(pointer, 'outcomes'), { visible, answers, uses })
    return step.for === undefined ? here : here.binding('item', 'index')
  }
  const placed = (
    rules: readonly RuleFile[] | undefined,
    pointer: string,
  ): readonly (readonly [RuleFile, CompileContext])[] =>
    (rules ?? []).map((rule, i) => [rule, context(pointer).in(i)] as const)
  const shared = placed(around.defaults.outcomes, '')
  return compileOutcomes(
    [
      ...placed(step.outcomes, at.pointer),
      ...placed(at.last ? around.after : [], around.pointer),
      ...(at.last && at.endsBySharedRules === true ? shared : shared.filter(([rule]) => isForAll(rule))),
    ],
    judging,
  )
}

/** Whether a rule of the file holds for every answer: it neither ends a delivery well nor names items nor splits a batch. */
function isForAll({ outcome, items }: RuleFile): boolean {
  return items === undefined && outcome !== 'delivered' && outcome !== 'split'
}
