import { compilePath } from '../context/path.ts'
import type { Place, Root } from '../context/place.ts'
import { absent, rootNames, thisAnswer } from '../context/place.ts'
import type { Expr } from '../context/scope.ts'
import type { PathNode } from './ast.ts'
import { formatPath } from './parse.ts'

const roots: ReadonlySet<string> = new Set(rootNames)

function isRoot(name: unknown): name is Root {
  return typeof name === 'string' && roots.has(name)
}

/** Compiles a path: the event's fields or one of the roots. */
export function compilePathNode(node: PathNode, text: string, place: Place): Expr {
  const [first, ...rest] = node.path
  if (node.rooted || !isRoot(first)) {
    if (!place.useRoot('event')) missingRoot('event', node, text, place)
    return compilePath((scope) => scope.event, node.path)
  }
  if (!place.useRoot(first)) missingRoot(first, node, text, place)
  const caret = { text, at: node.at }
  switch (first) {
    case 'settings':
      return compileSetting(rest, caret, place)
    case 'hosts':
      return compileHost(rest, caret, place)
    case 'values':
      return compileValueOf(rest, caret, place)
    case 'answers':
      return compileAnswer(rest, caret, place)
    case 'status':
    case 'headers':
    case 'body':
      if (first === 'headers') checkLowerCase(rest[0], caret, place)
      if (first === 'body') place.uses.bodies.add(thisAnswer)
      return compilePath((scope) => scope.answer?.[first], rest)
    case 'item':
      return compilePath((scope) => scope.item, rest)
    case 'index':
    case 'items':
    case 'key':
      return compilePath((scope) => scope[first], rest)
    case 'event':
      return absent
  }
}

/** Names of headers are case-insensitive (RFC 9110, 5.1); mappings see them in lower case. */
function checkLowerCase(name: string | number | undefined, caret: Caret, place: Place): void {
  if (typeof name === 'string' && name !== name.toLowerCase())
    place.error(`names of headers are in lower case here: headers.${name.toLowerCase()}`, caret)
}

type Caret = { readonly text: string; readonly at: number }

function missingRoot(root: Root, node: PathNode, text: string, place: Place): void {
  const caret = { text, at: node.at }
  if (root === 'event') {
    place.error(
      'a call that carries many events has no single event: take the value into the item, or set batch.max to 1',
      caret,
    )
  } else {
    place.error(`"${root}" does not exist here; for a field of the event write $.${formatPath(node.path)}`, caret)
  }
}

function compileSetting(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  if (typeof name !== 'string' || more.length > 0) {
    place.error('write settings.name: a setting is a text', caret)
    return absent
  }
  const declared = Object.hasOwn(place.file.settings, name) ? place.file.settings[name] : undefined
  if (declared === undefined) {
    place.unknown('setting', name, Object.keys(place.file.settings), caret)
    return absent
  }
  useSetting(name, caret, place)
  return (scope) => scope.settings[name]
}

function compileHost(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  const host = typeof name === 'string' && Object.hasOwn(place.file.hosts, name) ? place.file.hosts[name] : undefined
  if (host === undefined || more.length > 0) {
    place.unknown('host', formatPath(rest), Object.keys(place.file.hosts), caret)
    return absent
  }
  if (host.setting !== undefined) useSetting(host.setting, caret, place)
  return host.expr
}

/** Records that a setting is used; a condition cannot look at a secret one. */
function useSetting(name: string, caret: Caret, place: Place): void {
  if (place.file.settings[name]?.secret === true && !place.secrets) {
    place.error(`settings.${name} is secret, and a condition cannot look at a secret`, caret)
  }
  place.uses.settings.add(name)
}

/** Named values of named values could grow without end; no partner comes near. */
const mostValues = 1_000

function compileValueOf(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  const value = typeof name === 'string' ? place.file.value(name) : undefined
  if (value === undefined) {
    if (typeof name !== 'string' || !place.file.valueNames.includes(name)) {
      place.unknown('value', formatPath(rest.slice(0, 1)), place.file.valueNames, caret)
    }
    return absent
  }
  const missing = [...value.uses.roots].filter((root) => !place.useRoot(root))
  for (const root of missing) place.error(`values.${String(name)} needs "${root}", which does not exist here`, caret)
  for (const answer of value.uses.answers) checkAnswer(answer, caret, place)
  if (!place.secrets) {
    const secret = [...value.uses.settings].find((setting) => place.file.settings[setting]?.secret === true)
    if (secret !== undefined)
      place.error(
        `values.${String(name)} holds the secret settings.${secret}, and a condition cannot look at a secret`,
        caret,
      )
  }
  place.adopt(value.uses)
  place.uses.weight++
  if (place.uses.weight > mostValues) {
    place.error(`values inside values come to more than ${mostValues} here: use fewer of them inside each other`, caret)
    return absent
  }
  return compilePath(value.expr, more)
}

function compileAnswer(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, part, ...more] = rest
  if (typeof name !== 'string' || (part !== 'status' && part !== 'headers' && part !== 'body')) {
    place.error('write answers.<request name>.status, .headers or .body', caret)
    return absent
  }
  checkAnswer(name, caret, place)
  place.uses.answers.add(name)
  place.uses.reads.add(JSON.stringify(rest))
  if (part === 'body') place.uses.bodies.add(name)
  return compilePath((scope) => scope.answers?.[name]?.[part], more)
}

function checkAnswer(name: string, caret: Caret, place: Place): void {
  if (place.answers !== undefined && !place.answers.has(name)) place.unknown('answer', name, place.answers, caret)
}
