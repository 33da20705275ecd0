import { compileAuth } from './auth.ts'
import { compileLoginRequest } from './request.ts'
import { checkChains, readChains } from './chains.ts'
import { compileHeaders } from './headers.ts'
import { parseFql } from '../fql/parse.ts'
import { oneAlwaysHolds } from '../fql/always.ts'
import { isPossible } from '../fql/possible.ts'
import type { Issue } from '../context/issues.ts'
import { fileTextsOf } from '../context/file-texts.ts'
import type { EventType } from '../context/event-types.ts'
import { eventTypes } from '../context/event-types.ts'
import type { FileContext, NamedValue, Root } from '../context/compile-context.ts'
import { constantOf, noUses, CompileContext, rootNames } from '../context/compile-context.ts'
import { isConfigured } from '../expressions/placeholder.ts'
import { checkSeconds } from './limits.ts'
import type { Drop, Mapping, Poll, Subscription } from './mapping.ts'
import { compileRedacted } from './redact.ts'
import { placeIn } from './place.ts'
import type { DeletionFile, MappingFile, SharedFile, SubscriptionFile } from './schema.ts'
import { milliseconds } from './schema.ts'
import { configuredHosts, labelSettings, urlSettings } from './hosts.ts'
import { declare } from './settings.ts'
import { checkShape } from './shape.ts'
import { deletionTakes, warnOfUnused } from './shared.ts'
import type { Expr, Path } from '../context/scope.ts'
import { Memo, oncePerSettings } from '../context/scope.ts'
import { compileRule, everywhere } from './rule.ts'
import type { Step } from './steps.ts'
import { compileSteps } from './steps.ts'
import { withToDos } from './to-do.ts'
import { compileCondition, compileExplained, compileValue } from './value.ts'

/** A mapping, or nothing, and everything found in its file: errors (then there is no mapping) and warnings. */
export interface Compiled {
  readonly mapping: Mapping | undefined
  readonly issues: readonly Issue[]
}

const all: ReadonlySet<Root> = new Set<Root>(['event', ...rootNames])

/** Checks and compiles a mapping file (its parsed JSON). Gives all issues at once; never throws. */
export function compileMapping(json: unknown): Compiled {
  const shaped = checkShape(json)
  const { file } = shaped
  if (file === undefined) return { mapping: undefined, issues: unique(json, shaped.issues) }
  const declared = declare(file)
  const issues: Issue[] = [...declared.issues]
  const fileContext = fileContextOf(file, declared, issues)
  for (const name of fileContext.valueNames) fileContext.value(name)
  const mapping = compileFile(file, fileContext)
  checkCustomers(file, fileContext)
  const found = unique(json, withToDos(file, [...shaped.issues, ...issues.filter(shaped.stands)]))
  return { mapping: found.some((issue) => issue.severity === 'error') ? undefined : mapping, issues: found }
}

/** What the file says for all is checked even where nothing takes it. */
function checkShared(file: MappingFile, fileContext: FileContext): void {
  const context = new CompileContext(fileContext, '', { visible: all })
  checkSeconds(file.limits, context.in('limits'))
  if (file.auth !== undefined) compileAuth(file.auth, context.in('auth'), compileLoginRequest)
  if (file.headers !== undefined) compileHeaders(file.headers, context.in('headers'))
  checkChains(fileContext)
  warnOfUnused(file, context)
}

function compileFile(file: MappingFile, fileContext: FileContext): Mapping {
  checkShared(file, fileContext)
  const context = (key: string, ...roots: readonly Root[]): CompileContext =>
    new CompileContext(fileContext, `/${key}`, { visible: new Set([...everywhere, ...roots]) })
  return {
    title: file.name,
    description: file.description,
    texts: fileContext.texts,
    settings: file.settings ?? {},
    urlSettings: urlSettings(file),
    labelSettings: labelSettings(file),
    configured: fileContext.configured,
    drop: compileDrop(file.drop, context('drop', 'event')),
    redact: (file.redact ?? []).flatMap((text, i) => compileRedacted(text, context('redact').in(i))),
    check: compileCheck(file, fileContext),
    subscriptions: compileSubscriptions(file, fileContext),
    takes: new Set(eventTypes.filter((type) => file.subscriptions.some(({ subscribe }) => takes(subscribe, type)))),
    deletion: compileDeletion(file, fileContext),
  }
}

function compileDrop(file: MappingFile['drop'], context: CompileContext): readonly Drop[] {
  const message = 'the mapping drops this event'
  if (file === undefined) return []
  if (typeof file === 'string') return [{ matches: compileCondition(file, context), message }]
  const names = new Set<string>()
  return file.map(({ name, if: condition }, i) => {
    if (names.has(name)) context.in(i).in('name').error(`two conditions of "drop" are named "${name}"`)
    names.add(name)
    return { matches: compileCondition(condition, context.in(i).in('if')), message: `${message}: ${name}` }
  })
}

/** Whether a condition could hold for events of a type; only track events have a name under `event`. */
function takes(subscribe: string, type: EventType): boolean {
  const parsed = parseFql(subscribe)
  if (!parsed.ok) return false
  return isPossible(parsed.fql, (path) => {
    const field = path[0] === '$' ? path.slice(1) : path
    if (field.length !== 1) return undefined
    if (field[0] === 'type') return { value: type }
    return field[0] === 'event' && type !== 'track' ? { value: undefined } : undefined
  })
}

function fileContextOf(file: MappingFile, declared: ReturnType<typeof declare>, issues: Issue[]): FileContext {
  const values = file.values ?? {}
  const done = new Map<string, NamedValue | undefined>()
  const open = new Set<string>()
  const fileContext: FileContext = {
    issues,
    texts: fileTextsOf(file),
    settings: declared.settings,
    hosts: declared.hosts,
    valueNames: Object.keys(values),
    configured: [...configuredHosts(file)],
    memo: new Memo(),
    filters: readChains(file, issues),
    value: (name) => {
      if (!Object.hasOwn(values, name)) return undefined
      if (done.has(name)) return done.get(name)
      const context = new CompileContext(fileContext, '', { visible: all, uses: noUses() }).in('values').in(name)
      if (open.has(name)) {
        context.error(`the value "${name}" is made of itself (${[...open, name].join(' -> ')})`)
        return undefined
      }
      open.add(name)
      const expr = compileValue(values[name], context)
      open.delete(name)
      const named: NamedValue = { expr: evaluatedOnce(expr, context), uses: context.uses }
      done.set(name, named)
      return named
    },
  }
  return fileContext
}

/** A named value is evaluated once where it is read, or, where settings alone make it, once for them. */
function evaluatedOnce(expr: Expr, { uses, file }: CompileContext): Expr {
  if (constantOf(expr) !== undefined) return expr
  return isConfigured(uses) ? oncePerSettings(expr) : file.memo.once(expr)
}

function compileSubscriptions(file: MappingFile, fileContext: FileContext): readonly Subscription[] {
  const names = new Set<string>()
  return file.subscriptions.map((subscription, i) => {
    const context = new CompileContext(fileContext, `/subscriptions/${i}`, {
      visible: new Set([...everywhere, 'event'] as const),
    })
    if (names.has(subscription.name)) context.in('name').error(`two subscriptions are named "${subscription.name}"`)
    names.add(subscription.name)
    return compileSubscription(subscription, file, context)
  })
}

function compileSubscription(subscription: SubscriptionFile, file: MappingFile, context: CompileContext): Subscription {
  return {
    ...compileRule(subscription, { file, context, shared: file }),
    name: subscription.name,
    ...compileExplained(subscription.subscribe, context.in('subscribe')),
    bufferMs: subscription.buffer === undefined ? undefined : subscription.buffer.seconds * 1_000,
  }
}

function compileDeletion(file: MappingFile, fileContext: FileContext): Mapping['deletion'] {
  const { deletion } = file
  if (deletion === undefined) return { unsupported: `${file.name} has no deletion in its mapping` }
  const context = new CompileContext(fileContext, '/deletion', { visible: new Set([...everywhere, 'event'] as const) })
  if (deletion.unsupported !== undefined) {
    if (Object.keys(deletion).some((key) => key !== 'unsupported' && key !== 'description'))
      context.error('"unsupported" stands alone')
    return { unsupported: deletion.unsupported }
  }
  warnOfNothingSent(deletion, context.in('requests'))
  const bodies = new Set<string>()
  const poll = compilePoll(deletion, { file, fileContext, bodies })
  const call = { ...deletion, requires: deletion.requires ?? ['userId'] }
  const shared = sharedWithDeletion(file, deletion, context)
  return {
    ...compileRule(call, {
      file,
      context,
      shared,
      deletion: { polled: poll !== undefined, bodies, poll: deletion.poll?.requests },
    }),
    poll,
  }
}

/** Warns of a deletion whose requests may all be passed over: of such a delete nothing is sent, and nothing is proven. */
function warnOfNothingSent({ requests }: DeletionFile, context: CompileContext): void {
  if (requests === undefined || requests.some((step) => step.if === undefined && step.for === undefined)) return
  const conditions = requests.flatMap((step) => {
    const parsed = step.for === undefined && step.if !== undefined ? parseFql(step.if) : undefined
    return parsed?.ok === true ? [parsed.fql] : []
  })
  if (oneAlwaysHolds(conditions)) return
  context.warn(
    'every request of this deletion may be passed over: then nothing is sent, and the delete fails; leave out one "if", or write conditions of which one always holds',
  )
}

/** A deletion without requests goes by the file's, in its batches: what it sends must then be its own. */
function sharedWithDeletion(file: MappingFile, deletion: DeletionFile, context: CompileContext): SharedFile {
  const { request, batch } = file
  if (!deletionTakes(file, 'request')) return {}
  if (deletion.item === undefined)
    context.error('say with "item" what of the user is sent by the file\'s "request", or write a "request" of its own')
  return { request, batch }
}

function compilePoll(
  deletion: DeletionFile,
  around: { file: MappingFile; fileContext: FileContext; bodies: Set<string> },
): Poll | undefined {
  const { poll } = deletion
  if (poll === undefined) return undefined
  const before = deletion.requests?.map((step) => step.name) ?? ['request']
  const lone = { name: 'poll', pointer: '/deletion/poll/request' }
  const visible = new Set<Root>([...everywhere, 'items', 'key'])
  const reads = new Set<string>()
  const steps = compileSteps(
    poll,
    around.file,
    { pointer: '/deletion/poll', lone, visible, before, poll: true, bodies: around.bodies, reads },
    around.fileContext,
  )
  return {
    everyMs: milliseconds(poll.every),
    steps,
    reads: [...reads]
      .map((path) => JSON.parse(path) as Path)
      .filter(([name]) => before.some((known) => known === name)),
  }
}

function compileCheck(file: MappingFile, fileContext: FileContext): Step | undefined {
  if (file.check === undefined) return undefined
  const { outcomes, ...request } = file.check
  const [step] = compileSteps(
    { request, outcomes },
    file,
    { pointer: '/check', lone: { name: 'check', pointer: '/check' }, visible: new Set(everywhere) },
    fileContext,
  )
  return step
}

/** A mapping for customers' accounts proves their credentials, and reads no secret of the operator's environment (`docs/mapping-reference.md`, "Settings"). */
function checkCustomers(file: MappingFile, fileContext: FileContext): void {
  const settings = Object.entries(file.settings ?? {})
  if (!settings.some(([, setting]) => setting.from === 'segment')) return
  if (file.check === undefined)
    fileContext.issues.push({
      severity: 'error',
      pointer: '',
      message: 'a mapping with settings "from": "segment" needs a "check" request',
    })
  for (const [name, setting] of settings) {
    if (setting.from === undefined && setting.secret === true) {
      fileContext.issues.push({
        severity: 'error',
        pointer: `/settings/${name}`,
        message:
          'a mapping with settings "from": "segment" uses no secret of the environment: mark this one "from": "segment" too',
      })
    }
  }
}

/** Each issue once, at a place that the file has. A named value is judged wherever it is used, and a key that is missing has no place. */
function unique(json: unknown, issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>()
  const placed = issues.map((issue) => ({ ...issue, pointer: placeIn(json, issue.pointer) }))
  return placed.filter((issue) => {
    const key = JSON.stringify([issue.pointer, issue.message, issue.caret?.at])
    return !seen.has(key) && seen.add(key)
  })
}
