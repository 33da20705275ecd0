import { compilePath } from '../context/path.ts'
import { eventFields } from '../context/event-fields.ts'
import { didYouMean } from '../context/issues.ts'
import type { CompileContext, Root } from '../context/compile-context.ts'
import { absent, rootNames, thisAnswer } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'
import type { PathNode } from './ast.ts'
import { fieldHint } from './other-languages.ts'
import { formatPath } from './parse.ts'

const roots: ReadonlySet<string> = new Set(rootNames)

function isRoot(name: unknown): name is Root {
  return typeof name === 'string' && roots.has(name)
}

// One for all paths: what is read from the same source is known by it.
const eventOf: Expr = (scope) => scope.event
const itemOf: Expr = (scope) => scope.item

/** Compiles a path: the event's fields or one of the roots. */
export function compilePathNode(node: PathNode, text: string, context: CompileContext): Expr {
  const [first, ...rest] = node.path
  if (!node.rooted && typeof first === 'string' && context.elements.has(first)) {
    context.useRoot('item')
    return compilePath((scope) => scope.elements?.[first], rest)
  }
  if (node.rooted || !isRoot(first)) {
    const isField = node.rooted || context.login || checkField(node, text, context)
    if (!context.useRoot('event') && isField) missingRoot('event', node, text, context)
    return compilePath(eventOf, node.path)
  }
  if (!context.useRoot(first)) missingRoot(first, node, text, context)
  const caret = { text, at: node.at }
  switch (first) {
    case 'settings':
      return compileSetting(rest, caret, context)
    case 'hosts':
      return compileHost(rest, caret, context)
    case 'values':
      return compileValueOf(rest, caret, context)
    case 'answers':
      return compileAnswer(rest, caret, context)
    case 'status':
    case 'headers':
    case 'body':
      if (first === 'headers') checkLowerCase(rest[0], caret, context)
      if (first === 'body') context.uses.bodies.add(thisAnswer)
      return compilePath((scope) => scope.answer?.[first], rest)
    case 'item':
      return compilePath(itemOf, rest)
    case 'index':
    case 'items':
    case 'key':
      return compilePath((scope) => scope[first], rest)
    case 'event':
      return absent
  }
}

/** Whether the first part of a path is a field of Segment's events. Any other is most likely misspelt, or no field at all: that is said. */
export function checkField({ path, at }: PathNode, text: string, context: CompileContext): boolean {
  const [first, ...rest] = path
  if (typeof first !== 'string' || !context.fields) return true
  if (first === 'event' && rest.length > 0)
    context.error(
      `"event" is the name of the event, a text: its fields are written without it, as in ${formatPath(rest)}`,
      { text, at },
    )
  if (eventFields.has(first)) return true
  const hint = fieldHint(first)
  const here = hint === undefined ? didYouMean(first, [...rootNames, ...eventFields]) : `: ${hint}`
  context.error(
    `"${first}" is no root and no field of Segment's events${here}; for a field of the event write ${formatPath(['$', ...path])}`,
    { text, at },
  )
  return false
}

/** Names of headers are case-insensitive (RFC 9110, 5.1); mappings see them in lower case. */
function checkLowerCase(name: string | number | undefined, caret: Caret, context: CompileContext): void {
  if (typeof name === 'string' && name !== name.toLowerCase())
    context.error(`names of headers are in lower case here: headers.${name.toLowerCase()}`, caret)
}

type Caret = { readonly text: string; readonly at: number }

function missingRoot(root: Root, node: PathNode, text: string, context: CompileContext): void {
  const caret = { text, at: node.at }
  if (root === 'event' && context.login) {
    context.error(
      context.visible.has('body')
        ? 'this is read from the answer of the login: write body.token, headers.x-token or status'
        : 'a login is the same for all events: it takes from settings, hosts, and values made of them',
      caret,
    )
  } else if (root === 'event') {
    context.error(noEvent(context), caret)
  } else {
    context.error(`"${root}" does not exist here; for a field of the event write $.${formatPath(node.path)}`, caret)
  }
}

/** What is said where a call carries many events. */
export const manyEvents =
  'a call that carries many events has no single event: take the value into the item, or set batch.max to 1'

function noEvent({ pointer }: CompileContext): string {
  if (pointer.startsWith('/deletion/poll/'))
    return 'a poll sees no event: take from "items" what the deletion sent, or from "answers" what the partner said'
  return pointer.startsWith('/check/') ? 'a check sees no event: it takes from settings, hosts and values' : manyEvents
}

function compileSetting(rest: PathNode['path'], caret: Caret, context: CompileContext): Expr {
  const [name, ...more] = rest
  if (typeof name !== 'string' || more.length > 0) {
    context.error('write settings.name: a setting is a text', caret)
    return absent
  }
  const declared = Object.hasOwn(context.file.settings, name) ? context.file.settings[name] : undefined
  if (declared === undefined) {
    context.unknown('setting', name, Object.keys(context.file.settings), caret)
    return absent
  }
  useSetting(name, caret, context)
  return (scope) => scope.settings[name]
}

/** Says that a root stands without the name that belongs behind it. */
function nameMissing(root: Root, names: readonly string[], caret: Caret, context: CompileContext): Expr {
  const there = names.length > 0 && names.length <= 12 ? `; there are ${names.join(', ')}` : ''
  context.error(`write ${root}.${names[0] ?? 'name'}: one of the "${root}" of this file${there}`, caret)
  return absent
}

function compileHost(rest: PathNode['path'], caret: Caret, context: CompileContext): Expr {
  const [name, ...more] = rest
  if (name === undefined) return nameMissing('hosts', Object.keys(context.file.hosts), caret, context)
  const host =
    typeof name === 'string' && Object.hasOwn(context.file.hosts, name) ? context.file.hosts[name] : undefined
  if (host === undefined || more.length > 0) {
    context.unknown('host', formatPath(rest), Object.keys(context.file.hosts), caret)
    return absent
  }
  for (const setting of host.settings) useSetting(setting, caret, context)
  return host.expr
}

/** Records that a setting is used; a condition cannot look at a secret one. */
function useSetting(name: string, caret: Caret, context: CompileContext): void {
  if (context.file.settings[name]?.secret === true && !context.secrets) {
    context.error(`settings.${name} is secret, and a condition cannot look at a secret`, caret)
  }
  context.uses.settings.add(name)
}

function compileValueOf(rest: PathNode['path'], caret: Caret, context: CompileContext): Expr {
  const [name, ...more] = rest
  if (name === undefined) return nameMissing('values', context.file.valueNames, caret, context)
  const value = typeof name === 'string' ? context.file.value(name) : undefined
  if (value === undefined) {
    if (typeof name !== 'string' || !context.file.valueNames.includes(name)) {
      context.unknown('value', formatPath(rest.slice(0, 1)), context.file.valueNames, caret)
    }
    return absent
  }
  const missing = [...value.uses.roots].filter((root) => !context.useRoot(root))
  for (const root of missing) context.error(`values.${String(name)} needs "${root}", which does not exist here`, caret)
  for (const answer of value.uses.answers) checkAnswer(answer, caret, context)
  if (!context.secrets) {
    const secret = [...value.uses.settings].find((setting) => context.file.settings[setting]?.secret === true)
    if (secret !== undefined)
      context.error(
        `values.${String(name)} holds the secret settings.${secret}, and a condition cannot look at a secret`,
        caret,
      )
  }
  context.adopt(value.uses)
  return context.addWeight('values', caret) ? compilePath(value.expr, more) : absent
}

function compileAnswer(rest: PathNode['path'], caret: Caret, context: CompileContext): Expr {
  const [name, part, ...more] = rest
  if (typeof name !== 'string' || (part !== 'status' && part !== 'headers' && part !== 'body')) {
    context.error('write answers.<request name>.status, .headers or .body', caret)
    return absent
  }
  checkAnswer(name, caret, context)
  context.uses.answers.add(name)
  context.uses.reads.add(JSON.stringify(rest))
  if (part === 'body') context.uses.bodies.add(name)
  return compilePath((scope) => scope.answers?.[name]?.[part], more)
}

function checkAnswer(name: string, caret: Caret, context: CompileContext): void {
  if (context.answers !== undefined && !context.answers.has(name))
    context.unknown('answer', name, context.answers, caret)
}
