import type { Root } from '../context/compile-context.ts'
import { CompileContext } from '../context/compile-context.ts'
import { compileItem } from './item.ts'
import { checkLimits, checkSeconds, limitsOf } from './limits.ts'
import type { Rule } from './mapping.ts'
import { manyEvents } from '../expressions/root.ts'
import { compileRequires } from './requires.ts'
import type { CallFile, MappingFile, SharedFile } from './schema.ts'
import type { StepsAt } from './steps.ts'
import { compileSteps } from './steps.ts'
import { compileValue } from './value.ts'

/** The roots of paths that exist everywhere in a file. */
export const everywhere: readonly Root[] = ['settings', 'hosts', 'values']

/** What has become of calls whose requests are passed over. Of a delete nothing is confirmed that was not sent, or where `poll` has the word. */
export const passedOver = {
  events: { some: 'delivered', none: 'delivered' },
  deletes: { some: 'delivered', none: 'rejected' },
  polled: { some: 'pending', none: 'rejected' },
  poll: { some: 'pending', none: 'pending' },
} as const satisfies Readonly<Record<string, Rule['passedOver']>>

/** What is around a rule. `shared`: what the file says for a subscription that does not say its own. */
interface RuleAround {
  readonly file: MappingFile
  readonly context: CompileContext
  readonly shared?: SharedFile
  readonly deletion?: { readonly polled: boolean; readonly bodies: Set<string>; readonly poll: CallFile['requests'] }
}

/** Compiles a subscription or the deletion: which items it makes, and what requests carry them. */
export function compileRule(call: CallFile, { file, context, shared = {}, deletion }: RuleAround): Rule {
  /** Where a part stands: here, or at the root of the file. */
  const placeOf = (part: keyof SharedFile): CompileContext =>
    (call[part] === undefined && shared[part] !== undefined ? context.at('') : context).in(part)
  const own = { limits: call.limits, context: context.in('limits') }
  checkSeconds(call.limits, own.context)
  for (const requests of [call.requests, deletion?.poll])
    checkLimits(requests, own, { limits: file.limits, context: context.at('/limits') })
  const batch = call.batch ?? shared.batch ?? {}
  const max = batch.max ?? 1
  const single = singleOf(call, shared, context)
  const request = call.request ?? (call.requests === undefined ? shared.request : undefined)
  const inRequest = new Set<Root>([
    ...everywhere,
    'items',
    ...(batch.key === undefined ? [] : (['key'] as const)),
    ...(max === 1 ? (['event', 'item'] as const) : []),
  ])
  return {
    name: 'deletion',
    requires: compileRequires(
      call.requires ?? shared.requires ?? [],
      new CompileContext(context.file, placeOf('requires').pointer, {
        visible: new Set([...everywhere, 'event', 'item'] as const),
      }),
    ),
    item: call.item === undefined ? undefined : compileItem(call.item, context.in('item')),
    batch: {
      max,
      maxBytes: batch.maxBytes ?? Number.POSITIVE_INFINITY,
      key: batch.key === undefined ? undefined : compileValue(batch.key, placeOf('batch').binding('item').in('key')),
      single: single !== undefined,
    },
    steps: inBatchOf(call.batch === undefined ? 'file' : 'call', context, () =>
      compileSteps(
        { ...call, request },
        file,
        {
          pointer: context.pointer,
          visible: inRequest,
          lone: { name: 'request', pointer: placeOf('request').pointer },
          single,
          endsBySharedRules: deletion === undefined || request === shared.request,
          ...(deletion && { deletion, bodies: deletion.bodies }),
        },
        context.file,
      ),
    ),
    passedOver: deletion === undefined ? passedOver.events : deletion.polled ? passedOver.polled : passedOver.deletes,
    limits: { ...limitsOf(file.limits), ...limitsOf(call.limits) },
    unknown: call.unknown ?? file.unknown ?? 'retry',
    texts: context.file.texts,
  }
}

/** Compiles requests; where their batch is the file's, what is said of calls with many events says so. */
function inBatchOf<Steps>(owner: 'file' | 'call', { file: { issues } }: CompileContext, compile: () => Steps): Steps {
  const before = issues.length
  const steps = compile()
  if (owner === 'call') return steps
  const own = issues.splice(before)
  issues.push(
    ...own.map((issue) =>
      issue.message === manyEvents ? { ...issue, message: `${manyEvents} (the "batch" is that of the file)` } : issue,
    ),
  )
  return steps
}

/** The request of a call of one item, and where it stands. That of the file goes with the file's `request`. */
function singleOf(
  { batch, request, requests }: CallFile,
  shared: SharedFile,
  context: CompileContext,
): StepsAt['single'] {
  const here = context.in('batch').in('single')
  if (batch?.single !== undefined) {
    if ((batch.max ?? 1) === 1)
      here.error('every call carries one item, for "max" is 1: write its request as "request"')
    if (requests !== undefined) here.error('"single" goes with "request": a sequence asks exists(items[1]) in "if"')
    return { file: batch.single, pointer: here.pointer }
  }
  const own = request !== undefined || requests !== undefined || batch !== undefined
  if (own || shared.batch?.single === undefined) return undefined
  return { file: shared.batch.single, pointer: '/batch/single' }
}
