import { describe, expect, test } from 'vitest'
import { behaves, holds } from './condition.ts'

behaves('all takes every event', [
  ['any event', 'all', {}, true],
  ['any case', 'ALL', {}, true],
  ['its opposite takes none', 'not all', {}, false],
  ['beside other conditions', '(all) and a = 1', { a: 2 }, false],
  ['a field of this name is a field where it is compared', 'all = 1', { all: 1 }, true],
  ['and after `$`', '$.all', { all: false }, false],
])

behaves('a field alone', [
  ['true is true', 'properties.enabled', { properties: { enabled: true } }, true],
  ['the text "true" is not', 'properties.enabled', { properties: { enabled: 'true' } }, false],
  ['1 is not', 'properties.enabled', { properties: { enabled: 1 } }, false],
  ['absent is not', 'properties.enabled', {}, false],
  ['beside other conditions', '(properties.a or properties.b) and c = 1', { properties: { b: true }, c: 1 }, true],
  ['its opposite', '!properties.enabled', {}, true],
  ['a function', 'bool(a)', { a: 'true' }, true],
])

behaves('length', [
  ['the elements of a list', 'length(a) = 2', { a: [1, null] }, true],
  ['the characters of a text', 'length(a) = 3', { a: 'abc' }, true],
  ['more bytes than characters', 'length(a) = 3', { a: 'ア' }, true],
  ['two bytes', 'length(a) = 2', { a: 'é' }, true],
  ['four bytes', 'length(a) = 4', { a: '😀' }, true],
  ['an empty text', 'length(a) = 0', { a: '' }, true],
  ['of nothing it is 0', 'length(a) = 0', {}, true],
  ['of null it is 0', 'length(a) > 0', { a: null }, false],
  ['an object has none', 'length(a) = null', { a: { b: 1 } }, true],
  ['a number has none', 'length(a) >= 0', { a: 123 }, false],
  ['spaces within, any case', 'LENGTH ( a ) = 1', { a: 'x' }, true],
  ['around another function', 'length(lowercase(a)) = 1', { a: 'X' }, true],
])

behaves('functions of texts', [
  ['lowercase', 'lowercase(a) = "é x"', { a: 'É X' }, true],
  ['uppercase', 'uppercase(a) = "STRASSE"', { a: 'straße' }, true],
  ['snakecase writes spaces as underscores', 'snakecase(a) = "Test_string"', { a: 'Test string' }, true],
  ['kebabcase writes spaces as dashes', 'kebabcase(a) = "test-string"', { a: 'test string' }, true],
  ['titlecase begins words with capitals', 'titlecase(a) = "Test String"', { a: 'test string' }, true],
  ['titlecase leaves other letters as they are', 'titlecase(a) = "The IOS É-mail"', { a: 'the iOS é-mail' }, true],
  ['nothing stays nothing', 'lowercase(a) = null', {}, true],
  ['a number is no text', 'lowercase(a) = "5"', { a: 5 }, false],
  ['a list is no text', 'uppercase(a) = null', { a: ['x'] }, true],
  ['in contains', 'contains(lowercase(a), "order")', { a: 'My ORDER' }, true],
  ['in match', 'match(uppercase(a), "O*R")', { a: 'order' }, true],
  ['before a list', 'lowercase(a) in ("x", "y")', { a: 'Y' }, true],
  ['before the path of a list', 'lowercase(a) in b', { a: 'Y', b: ['y'] }, true],
  ['`!=`', 'lowercase(a) != "x"', { a: 'X' }, false],
])

behaves('types', [
  ['of a text', 'typeof(a) = "string"', { a: '' }, true],
  ['of a number', 'typeof(a) = "number"', { a: 1 }, true],
  ['of a list', 'typeof(a) = "list"', { a: [] }, true],
  ['of a boolean', 'typeof(a) = "bool"', { a: false }, true],
  ['of null', 'typeof(a) = "null"', { a: null }, true],
  ['of nothing', 'typeof(a) = "null"', {}, true],
  ['of an object', 'typeof(a) = "object"', { a: {} }, true],
  ['a text as a number has an order', 'number(a) > 5', { a: '7.5' }, true],
  ['a text that is no number', 'number(a) = null', { a: 'seven' }, true],
  ['nothing is no number', 'number(a) <= 0', {}, false],
  ['a number as a text', 'string(a) = "5"', { a: 5 }, true],
  ['a list as a text is JSON', 'contains(string(a), "x")', { a: ['x'] }, true],
  ['nothing has no text', 'string(a) = null', {}, true],
  ['an object has no text', 'string(a) = null', { a: {} }, true],
  ['the text "false" is false', 'bool(a) = false', { a: 'false' }, true],
  ['a number is true', 'bool(a)', { a: -2 }, true],
  ['0 is false', 'bool(a) = false', { a: 0 }, true],
  ['nothing is false', 'bool(a) = false', {}, true],
  ['an empty list is false', 'bool(a) = false', { a: [] }, true],
  ['a list is true', 'bool(a)', { a: [false] }, true],
  ['another text is neither', 'bool(a) = null', { a: 'maybe' }, true],
])

behaves('a value in a list of the event', [
  ['a text', "'TEST' in traits.groups", { traits: { groups: ['a', 'TEST'] } }, true],
  ['a text that is not there', "'TEST' in traits.groups", { traits: { groups: ['a'] } }, false],
  ['case counts', "'TEST' in a", { a: ['test'] }, false],
  ['types count', '5 in a', { a: ['5'] }, false],
  ['a number', '5 in a', { a: [5] }, true],
  ['a boolean', 'true in a', { a: [true] }, true],
  ['null', 'null in a', { a: [null] }, true],
  ['no list', "'x' in a", { a: 'x' }, false],
  ['no list but an object', "'x' in a", { a: { x: 1 } }, false],
  ['absent', "'x' in a", {}, false],
  ['a field', 'b in a', { a: ['x'], b: 'x' }, true],
  ['an absent field is null', 'b in a', { a: [null] }, true],
  ['its opposite', "not 'x' in a", { a: [] }, true],
  ['`!`', "!('x' in a)", { a: ['x'] }, false],
  ['values in brackets, as Segment writes them', "type in ['track', 'page']", { type: 'page' }, true],
  ['own elements only', "'x' in a.constructor", { a: [] }, false],
])

describe('a value in a list of a setting', () => {
  test.each([
    ['a text of it', 'event in settings.events', 'Order, Refund', { event: 'Refund' }, true],
    ['another text', 'event in settings.events', 'Order, Refund', { event: 'Ref' }, false],
    ['case counts', 'event in settings.events', 'Order', { event: 'order' }, false],
    ['any case by a function', 'lowercase(event) in settings.events', 'order', { event: 'Order' }, true],
    ['spaces in the text', 'event in settings.events', 'Order Completed ,x', { event: 'Order Completed' }, true],
    ['empty parts are no texts', 'event in settings.events', 'a,, ,b', { event: '' }, false],
    ['an unset setting', 'event in settings.events', undefined, { event: 'undefined' }, false],
    ['an empty setting', 'event in settings.events', '', { event: '' }, false],
    ['a number by its text', 'properties.n in settings.events', '5, 6', { properties: { n: 5 } }, true],
    ['a boolean by its text', 'properties.n in settings.events', 'true', { properties: { n: true } }, true],
    ['nothing is in no list', 'event in settings.events', 'null, undefined', { event: null }, false],
    ['a list is no text', 'event in settings.events', 'a', { event: ['a'] }, false],
    ['a literal', '"x" in settings.events', 'x', {}, true],
  ])('%s: %s of %j', (_what, fql, events, event, answer) => {
    expect(holds(fql, event, events === undefined ? {} : { events })).toBe(answer)
  })
})

behaves('patterns', [
  ['`?` is one character', 'match(a, "a??d")', { a: 'abcd' }, true],
  ['`?` is not nothing', 'match(a, "a?d")', { a: 'ad' }, false],
  ['`?` is not two', 'match(a, "a?d")', { a: 'abcd' }, false],
  ['`?` is a character of two halves', 'match(a, "a?d")', { a: 'a😀d' }, true],
  ['`?` is a line break', 'match(a, "?")', { a: '\n' }, true],
  ['one of some', 'match(a, "ab[cC]d")', { a: 'abCd' }, true],
  ['none of some', 'match(a, "ab[cC]d")', { a: 'abxd' }, false],
  ['a range', 'match(a, "ab[a-z]d")', { a: 'abcd' }, true],
  ['outside of a range', 'match(a, "ab[A-Z]d")', { a: 'abcd' }, false],
  ['two ranges and a dash', 'match(a, "[a-c0-9-]")', { a: '-' }, true],
  ['an escaped dash', 'match(a, "[a\\-z]")', { a: 'b' }, false],
  ['signs of regular expressions in a list', 'match(a, "[.^$]x")', { a: '^x' }, true],
  ['a backslash in a list', 'match(a, "[\\\\]]")', { a: '\\]' }, true],
  ['a range beyond 16 bits', 'match(a, "[😀-😂]")', { a: '😁' }, true],
  ['stars around', 'match(a, "*[0-9]?*")', { a: 'a 12' }, true],
  ['stars around, too short', 'match(a, "*[0-9]?*")', { a: 'a 1' }, false],
  ['at the end', 'match(a, "a*?d")', { a: 'a😀d' }, true],
  ['beginning and end do not share characters', 'match(a, "a?*?a")', { a: 'aba' }, false],
  ['beginning, middle and end', 'match(a, "a?*b?*c?")', { a: 'a1b2c3' }, true],
  ['a middle that reaches into the end', 'match(a, "a*b?*?c")', { a: 'ab1c' }, false],
  ['texts beside', 'match(a, "Order ?.*")', { a: 'Order 1.x' }, true],
  ['an escaped `?`', 'match(a, "a\\?")', { a: 'ab' }, false],
  ['an escaped `?` is itself', 'match(a, "a\\?")', { a: 'a?' }, true],
  ['an escaped bracket', 'match(a, "\\[App\\] *")', { a: '[App] Opened' }, true],
  ['in other texts they are themselves', 'a = "x?[y]" and contains(a, "?[")', { a: 'x?[y]' }, true],
  ['a number is no text', 'match(a, "?")', { a: 5 }, false],
])

// The examples of https://www.twilio.com/docs/segment/api/public-api/fql, and of real filters.
const clicked = {
  event: 'Button Clicked',
  type: 'track',
  context: { library: { name: 'analytics.js', version: '1.0' } },
  properties: { features: ['discounts', 'dark-mode'] },
}

behaves("the examples of Segment's page", [
  ['1', "event = 'Button Clicked'", clicked, true],
  ['2', "context.path.path = '/login'", clicked, false],
  ['3', "match( context.library.version, '1.*' )", clicked, true],
  ['4', "match( context.library.version, '2.*' )", clicked, false],
  ['5', "type = 'track' and ( event = 'Click' or match( event, 'Button *' ) )", clicked, true],
  ['6', "!contains( context.library.name, 'js' )", clicked, false],
  ['7', "'dark-mode' in properties.features", clicked, true],
  ['8', "'blink' in properties.features", clicked, false],
  ['9', "!( type in ['track', 'identify'] )", clicked, false],
  ['10', 'length( userId ) > 0', clicked, false],
  [
    'a filter of a workspace',
    "context.campaign.source = null or length( context.campaign.source ) = 0 or 'TEST' in traits.groups",
    { context: { campaign: { source: '' } } },
    true,
  ],
  [
    'the same of another event',
    "context.campaign.source = null or length( context.campaign.source ) = 0 or 'TEST' in traits.groups",
    { context: { campaign: { source: 'x' } }, traits: { groups: ['B'] } },
    false,
  ],
])

function lowercased(times: number): string {
  return `${'lowercase('.repeat(times)}a${')'.repeat(times)} = "x"`
}

describe('hostile events', () => {
  test.each([
    ['`?` between stars', 'match(a, "*a?b*a?b*c")'],
    ['many wildcards', `match(a, "*${'a'.repeat(90)}?${'a'.repeat(90)}b*")`],
    ['a list of characters', 'match(a, "*[ab]?[ab]c*")'],
    ['titles', 'titlecase(a) = "x"'],
    ['numbers', 'number(a) = 1'],
  ])('a long text is answered at once: %s', { timeout: 2000 }, (_what, fql) => {
    expect(holds(fql, { a: 'a'.repeat(1_000_000) })).toBe(false)
    expect(holds(fql, { a: ' '.repeat(1_000_000) })).toBe(false)
  })

  test('a hundred functions are read in each other, more are refused', () => {
    expect(holds(lowercased(100), { a: 'X' })).toBe(true)
    expect(() => holds(lowercased(101), {})).toThrow('expected at most 100 functions in each other')
  })
})
