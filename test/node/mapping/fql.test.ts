import { array, assert, boolean, constant, constantFrom, letrec, oneof, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fql } from '../../../src/mapping/fql/ast.ts'
import { compileFql } from '../../../src/mapping/fql/compile.ts'
import { parseFql } from '../../../src/mapping/fql/parse.ts'
import { type Expr, type Path, scopeOf } from '../../../src/mapping/context/scope.ts'
import { behaves, field, holds } from './condition.ts'

behaves('equality', [
  ['an equal text is equal', 'a = "x"', { a: 'x' }, true],
  ['`==` is `=`', 'a == "x"', { a: 'x' }, true],
  ['spaces are not needed', 'a="x"and b=1', { a: 'x', b: 1 }, true],
  ['case counts', 'a = "x"', { a: 'X' }, false],
  ['a number is no text', 'a = "5"', { a: 5 }, false],
  ['a text is no number', 'a = 5', { a: '5' }, false],
  ['a number is equal however it is written', 'a = 5.0', { a: 5 }, true],
  ['a number has a sign', 'a = -2.5', { a: -2.5 }, true],
  ['a number may have a plus', 'a = +5', { a: 5 }, true],
  ['a boolean is equal', 'a = true', { a: true }, true],
  ['a boolean is no text', 'a = "true"', { a: true }, false],
  ['a text is no boolean', 'a = false', { a: 'false' }, false],
  ['zero is not false', 'a = false', { a: 0 }, false],
  ['a constant is in any case', 'a = TRUE', { a: true }, true],
  ['null is null', 'a = null', { a: null }, true],
  ['absent is null', 'a = null', {}, true],
  ['an empty text is not null', 'a = null', { a: '' }, false],
  ['zero is not null', 'a = null', { a: 0 }, false],
  ['the text "null" is not null', 'a = "null"', { a: null }, false],
  ['absent is no empty text', 'a = ""', {}, false],
  ['a list is never equal', 'a = "x"', { a: ['x'] }, false],
  ['one bare word is a text', 'a = track', { a: 'track' }, true],
  ['a bare word keeps its case', 'a = e-Mail', { a: 'e-Mail' }, true],
])

behaves('`!=` is the opposite of `=`', [
  ['of an equal text', 'a != "x"', { a: 'x' }, false],
  ['of another text', 'a != "x"', { a: 'y' }, true],
  ['of another type', 'a != 5', { a: '5' }, true],
  ['of absent', 'a != 5', {}, true],
  ['of a boolean', 'a != true', { a: false }, true],
  ['of null', 'a != null', { a: 0 }, true],
  ['of absent and null', 'a != null', {}, false],
])

behaves('order holds for numbers only', [
  ['greater', 'a > 4', { a: 5 }, true],
  ['not greater', 'a > 5', { a: 5 }, false],
  ['greater or equal', 'a >= 5', { a: 5 }, true],
  ['not greater or equal', 'a >= 5', { a: 4.9 }, false],
  ['less', 'a < 0', { a: -1 }, true],
  ['not less', 'a < 5', { a: 5 }, false],
  ['less or equal', 'a <= 5', { a: 5 }, true],
  ['not less or equal', 'a <= 5', { a: 6 }, false],
  ['digits are a text for `>`', 'a > 5', { a: '7' }, false],
  ['digits are a text for `>=`', 'a >= 5', { a: '7' }, false],
  ['digits are a text for `<`', 'a < 5', { a: '3' }, false],
  ['digits are a text for `<=`', 'a <= 5', { a: '3' }, false],
  ['absent has no order', 'a < 5', {}, false],
  ['null has no order', 'a <= 5', { a: null }, false],
  ['a boolean has no order', 'a >= 0', { a: true }, false],
])

behaves('in', [
  ['one of the texts', 'a in ("x", "y")', { a: 'y' }, true],
  ['none of the texts', 'a in ("x", "y")', { a: 'z' }, false],
  ['a list of one', 'a in (x)', { a: 'x' }, true],
  ['types count', 'a in ("1", 2)', { a: 1 }, false],
  ['any case', 'a IN (1, 2)', { a: 2 }, true],
  ['absent is null', 'a in ("x", null)', {}, true],
  ['null is null', 'a in ("x", null)', { a: null }, true],
  ['absent is in no list without null', 'a in ("x")', {}, false],
  ['not in', 'not a in ("x")', { a: 'y' }, true],
])

behaves('contains', [
  ['a part of a text', 'contains(a, "ell")', { a: 'hello' }, true],
  ['case counts', 'contains(a, "ELL")', { a: 'hello' }, false],
  ['a star is a star', 'contains(a, "l*")', { a: 'hello' }, false],
  ['a number has no parts', 'contains(a, "5")', { a: 55 }, false],
  ['a list has no parts', 'contains(a, "x")', { a: ['x'] }, false],
  ['absent contains nothing', 'contains(a, "")', {}, false],
  ['any case of the name', 'Contains ( a , "x" )', { a: 'x' }, true],
  ['`!` is the opposite', '!contains(a, "x")', { a: 'y' }, true],
  ['`!` is the opposite for absent too', '! contains(a, "x")', {}, true],
])

behaves('match', [
  ['without a star it is the whole text', 'match(a, "Order")', { a: 'Order' }, true],
  ['without a star it is no part', 'match(a, "Order")', { a: 'Order Completed' }, false],
  ['a star at the end', 'match(a, "Order*")', { a: 'Order Completed' }, true],
  ['a star may be nothing', 'match(a, "Order*")', { a: 'Order' }, true],
  ['the beginning must be there', 'match(a, "Order*")', { a: 'My Order' }, false],
  ['a star at the beginning', 'match(a, "*ted")', { a: 'Completed' }, true],
  ['the end must be there', 'match(a, "*ted")', { a: 'Completed!' }, false],
  ['a star within', 'match(a, "O*d")', { a: 'Ordered' }, true],
  ['beginning and end do not share characters', 'match(a, "aba*ba")', { a: 'aba' }, false],
  ['stars around', 'match(a, "*b*")', { a: 'abc' }, true],
  ['many pieces in their order', 'match(a, "a*b*c*d")', { a: 'a-b-c-d' }, true],
  ['pieces in another order', 'match(a, "a*c*b*d")', { a: 'a-b-c-d' }, false],
  ['a piece does not reach into the end', 'match(a, "a*bc*c")', { a: 'abc' }, false],
  ['a piece is found before the end of the same text', 'match(a, "*b*b")', { a: 'bb' }, true],
  ['equal pieces stand one after the other', 'match(a, "*b*b*")', { a: 'b' }, false],
  ['two stars are one', 'match(a, "a**b")', { a: 'ab' }, true],
  ['a star alone is any text', 'match(a, "*")', { a: '' }, true],
  ['an escaped star is a star', 'match(a, "\\*a*")', { a: '*ab' }, true],
  ['an escaped star is nothing else', 'match(a, "\\*a*")', { a: 'xab' }, false],
  ['signs of regular expressions are themselves', 'match(a, "a.c+(*")', { a: 'a.c+(x' }, true],
  ['a line break is a character', 'match(a, "a*b")', { a: 'a\n\nb' }, true],
  ['a number is no text', 'match(a, "*")', { a: 5 }, false],
  ['absent is no text', 'match(a, "*")', {}, false],
])

behaves('exists', [
  ['a value exists', 'exists(a)', { a: 'x' }, true],
  ['an empty text does not exist', 'exists(a)', { a: '' }, false],
  ['zero exists', 'exists(a)', { a: 0 }, true],
  ['false exists', 'exists(a)', { a: false }, true],
  ['a list with elements exists', 'exists(a)', { a: [null] }, true],
  ['an object with keys exists', 'exists(a)', { a: { b: null } }, true],
  ['absent does not exist', 'exists(a)', {}, false],
  ['null does not exist', 'exists(a)', { a: null }, false],
  ['an empty list does not exist', 'exists(a)', { a: [] }, false],
  ['an empty object does not exist', 'exists(a)', { a: {} }, false],
  ['`not` is the opposite', 'NOT EXISTS(a)', {}, true],
])

const abc = { a: true, b: false, c: false }

behaves('and, or, not', [
  ['`and` before `or`', 'a = true or b = true and c = true', abc, true],
  ['`and` before `or`, on the left', 'c = true and b = true or a = true', abc, true],
  ['parentheses before both', '(a = true or b = true) and c = true', abc, false],
  ['`not` before `and`', 'not b = true and a = true', abc, true],
  ['`not` before `or`', 'not a = true or a = true', abc, true],
  ['`not` reaches over one comparison', 'not a = true and b = true', abc, false],
  ['`!` before parentheses', '!(a = true and b = true)', abc, true],
  ['`not` before parentheses without a space', 'not(a = true)', abc, false],
  ['twice not', '!!a = true', abc, true],
  ['`not !`', 'not ! a = true', abc, true],
  ['any nesting', '((a = true and (b = true or (not (c = true)))))', abc, true],
  ['functions in parentheses', '(exists(z) or exists(a)) and !(exists(z))', abc, true],
  ['any case', 'a = true AND Not b = true aNd (c = true OR a = true)', abc, true],
  ['any white space', '\r\n a\t=\ntrue \u00a0 and\nb\n=false\n', abc, true],
  ['long chains', 'a = true and b = false and c = false and a = true and b = false', abc, true],
  ['the last of a long chain counts', 'b = true or c = true or b = true or c = true or a = true', abc, true],
])

behaves('texts', [
  ['single quotes', "a = 'x'", { a: 'x' }, true],
  ['the other quote needs no escape', `a = "it's"`, { a: "it's" }, true],
  ['an escaped double quote', 'a = "say \\"hi\\""', { a: 'say "hi"' }, true],
  ['an escaped single quote', "a = 'it\\'s'", { a: "it's" }, true],
  ['an escaped backslash ends nothing', 'a = "x\\\\" and b = 1', { a: 'x\\', b: 1 }, true],
  ['escapes of JSON', 'a = "\\n\\r\\t\\/\\u00e9"', { a: '\n\r\t/é' }, true],
  ['a star', 'a = "*\\*"', { a: '**' }, true],
  ['keywords in quotes are text', 'a = "x and (y or !z)"', { a: 'x and (y or !z)' }, true],
  ['any other character', 'a = "é😀\n"', { a: 'é😀\n' }, true],
])

behaves('fields', [
  ['a path', 'a.b.c = 1', { a: { b: { c: 1 } } }, true],
  ['a list position', 'a[1].b = 1', { a: [{}, { b: 1 }] }, true],
  ['a quoted key', 'a["x.y z"] = 1', { a: { 'x.y z': 1 } }, true],
  ['a quoted key has no escapes', "a['\\n'] = 1", { a: { '\\n': 1 } }, true],
  ['a minus is part of a name', 'a.x-y = 1', { a: { 'x-y': 1 } }, true],
  ['an escaped space, as in Segment', 'a.p\\ q = 1', { a: { 'p q': 1 } }, true],
  ['the event may be named', '$.a = 1', { a: 1 }, true],
  ['a keyword is a name after a dot', 'a.and = 1 and a.null = 2', { a: { and: 1, null: 2 } }, true],
  ['a keyword is a name after `$`', '$.not = 1', { not: 1 }, true],
  [
    'names that begin like keywords',
    'order = 1 and android = 2 and note = 3 and inn = 4',
    { order: 1, android: 2, note: 3, inn: 4 },
    true,
  ],
  [
    'a function name is a name without parentheses',
    'match = 1 and contains.exists = 2',
    { match: 1, contains: { exists: 2 } },
    true,
  ],
  ['`__proto__` is absent', 'a.__proto__ != null or __proto__ != null', { a: {} }, false],
  ['`constructor` is absent', 'exists(constructor) or exists(a.constructor)', { a: {} }, false],
  ['an own `__proto__` is a key', '__proto__.a = 1', JSON.parse('{"__proto__":{"a":1}}'), true],
  ['the length of a text is absent', 'a.length = 1', { a: 'x' }, false],
])

describe('the caller resolves fields', () => {
  test.each<[fql: string, fields: [path: Path, at: number][]]>([
    ['type = "track"', [[['type'], 0]]],
    [' not exists( $.a["b"][0] )', [[['$', 'a', 'b', 0], 13]]],
    [
      '(a.b-c = 1) or match(values.x, "*")',
      [
        [['a', 'b-c'], 1],
        [['values', 'x'], 21],
      ],
    ],
    [
      'status in (1, 2) and headers.x-y != null',
      [
        [['status'], 0],
        [['headers', 'x-y'], 21],
      ],
    ],
    [
      'a > 1 and contains(b, "a")',
      [
        [['a'], 0],
        [['b'], 19],
      ],
    ],
  ])('%s asks for its paths and where they stand', (fql, fields) => {
    const parsed = parseFql(fql)
    const asked: [Path, number][] = []
    if (parsed.ok) compileFql(parsed.fql, (path, at) => (asked.push([path, at]), () => undefined))
    expect(asked).toEqual(fields)
  })

  test('a field is read once for a comparison, and not at all when the answer is known', () => {
    const reads: string[] = []
    const parsed = parseFql('a = 1 and b > 1 or c in (1, 2)')
    const spy = (path: Path): Expr => {
      return (scope) => (reads.push(path.join('.')), field(path)(scope))
    }
    expect(parsed.ok && compileFql(parsed.fql, spy)(scopeOf({ event: { a: 2, b: 2, c: 2 } }))).toBe(true)
    expect(reads).toEqual(['a', 'c'])
  })
})

const condition = 'expected a condition such as `type = "track"`'
const value = 'expected a text in quotes, a number, `true`, `false` or `null`'
const operator = 'expected `=`, `!=`, `>`, `>=`, `<`, `<=` or `in`'

describe('a text that is no condition is refused', () => {
  test.each<[fql: string, at: number, message: string]>([
    ['', 0, `${condition}, found the end`],
    ['  \n', 3, `${condition}, found the end`],
    ['type', 4, `${operator}, found the end`],
    ['type =', 6, `${value}, found the end`],
    ['type = = "x"', 7, `${value}, found \`=\``],
    ['type === "x"', 5, 'unknown operator `===`: write `=`'],
    ['type <> "x"', 5, 'unknown operator `<>`: write `!=`'],
    ['a = 1 && b = 2', 6, 'unknown operator `&&`: write `and`'],
    ['a = 1 || b = 2', 6, 'unknown operator `||`: write `or`'],
    ['a >> 2', 2, 'unknown operator `>>`'],
    ['a is null', 2, `${operator}, found \`is\`: write \`=\`, or \`!=\` for the opposite`],
    ['a contains "x"', 2, `${operator}, found \`contains\`: write \`contains(field, "x")\``],
    ['a not in ("x")', 2, `${operator}, found \`not\`: \`not\` stands before the field: \`not event in ("a", "b")\``],
    ['a "x"', 2, `${operator}, found "x"`],
    ['= "track"', 0, `${condition}, found \`=\``],
    ['"track" = type', 0, `${condition}, found "track"`],
    ['and', 0, `${condition}, found \`and\``],
    ['or type = "x"', 0, `${condition}, found \`or\``],
    ['type = "x" and', 14, `${condition}, found the end`],
    ['true = true', 0, `${condition}, found \`true\`: a field of this name is written \`$.true\``],
    ['not', 3, `${condition}, found the end`],
    ['a = and', 4, `${value}, found \`and\``],
    [
      'a = b.c',
      4,
      `${value}, found \`b.c\`: the right side is a value; a text needs quotes; to compare two fields, make a list of the other in "values" and write \`a in values.name\``,
    ],
    ['event = Order Completed', 8, 'expected quotes around a text of several words, found `Order` `Completed`'],
    ['a = 1 b = 2', 6, 'expected `and`, `or` or the end, found `b`'],
    ['a = 1, b = 2', 5, 'expected `and`, `or` or the end, found `,`: conditions are joined by `and` or `or`'],
    ['a = 1)', 5, 'expected `and`, `or` or the end, found `)`: no `(` is open here'],
    ['(a = 1', 6, 'expected `and`, `or` or `)`, found the end'],
    ['()', 1, `${condition}, found \`)\``],
    ['a > "5"', 4, 'expected a number, found "5": only numbers have an order'],
    ['a >= true', 5, 'expected a number, found `true`'],
    ['a = 5.', 4, 'expected a number such as `5`, `-5` or `0.5`; a text needs quotes'],
    ['a = .5', 4, 'expected a number such as `5`, `-5` or `0.5`; a text needs quotes'],
    ['a = 2024-05-01', 4, 'expected a number such as `5`, `-5` or `0.5`; a text needs quotes'],
    [
      'a = settings.x',
      4,
      `${value}, found \`settings.x\`: the right side is a value; a text needs quotes; to compare with a setting write \`a in settings.x\``,
    ],
    [
      'a > b.c',
      4,
      'expected a number, found `b.c`: the right side is a value; a text needs quotes; to compare two fields, make a list of the other in "values" and write `a in values.name`',
    ],
    ['a equals "x"', 2, `${operator}, found \`equals\`: write \`=\`, or \`!=\` for the opposite`],
    ['a startsWith "x"', 2, `${operator}, found \`startsWith\`: write \`match(event, "x*")\``],
    ['a in "x"', 5, 'expected `(` and values, or the path of a list, found "x"'],
    ['a in', 4, 'expected `(` and values, or the path of a list, found the end'],
    ['a in ["x")', 9, 'expected `,` or `]`, found `)`'],
    ['"x" in ("x")', 0, 'expected a field before `in` and its values, found a value'],
    ['[a] = 1', 0, `${condition}, found \`[\``],
    ['a in ()', 6, `${value}, found \`)\``],
    ['a in ("x" "y")', 10, 'expected `,` or `)`, found "y"'],
    [
      'checksum(a) = "x"',
      0,
      'unknown function `checksum`: there are `contains`, `match`, `exists`, `length`, `lowercase`, `uppercase`, `snakecase`, `kebabcase`, `titlecase`, `typeof`, `string`, `number`, `bool`',
    ],
    ['lenght(a) = 1', 0, 'unknown function `lenght`, did you mean "length"?'],
    ['type = "x" and Includes(a, "x")', 15, 'unknown function `Includes`: write `contains(field, "x")`'],
    ['startsWith(event, "x")', 0, 'unknown function `startsWith`: write `match(event, "x*")`'],
    ['length(lower(a)) = 1', 7, 'unknown function `lower`: write `lowercase(field)`'],
    ['length(contains(a, "x")) = 1', 7, 'expected a field, found `contains`: it says yes or no, and gives no value'],
    ['length("x") = 1', 7, 'expected a field, found "x"'],
    ['length() = 1', 7, 'expected a field, found `)`'],
    ['length(a, "x") = 1', 8, 'expected `)`, found `,`: `length` takes one field'],
    ['length(a', 8, 'expected `)`, found the end: `length` takes one field'],
    ['not length a', 11, `${operator}, found \`a\``],
    [
      'match(a, "x[yz")',
      11,
      'expected `]` after the characters of `[`: a bracket that is a character is written `\\[`',
    ],
    ['match(a, "[]")', 10, 'expected characters in `[]`: a bracket that is a character is written `\\[`'],
    [
      'match(a, "[!a]")',
      10,
      'Segment has no list of characters that are not meant; a bracket that is a character is written `\\[`',
    ],
    ['match(a, "[z-a]")', 10, 'expected a range that goes up in `[z-a]`'],
    [`match(a, "${'?'.repeat(201)}")`, 9, 'expected at most 200 characters in a pattern with `?` or `[ ]`'],
    ['contains("x", a)', 9, 'expected a field, found "x"'],
    ['contains(a)', 10, 'expected `,` and a text in quotes, found `)`'],
    ['contains(a, 5)', 12, 'expected a text in quotes, found `5`'],
    ['match(a, b)', 9, 'expected a text in quotes, found `b`'],
    ['match(a, "b", "c")', 12, 'expected `)`, found `,`'],
    ['exists(a, "b")', 8, 'expected `)`, found `,`'],
    ['a = "x', 4, 'expected a closing `"` for the text that begins here, found the end'],
    ['a = "x\\"', 4, 'expected a closing `"` for the text that begins here, found the end'],
    ['a = "x\\d"', 6, 'unknown escape `\\d`: a backslash is written `\\\\`'],
    ['a = "\\u12g4"', 5, 'unknown escape `\\u`: a backslash is written `\\\\`'],
    ['a = “x”', 4, 'unexpected character `“`: quotes are `"` or `\'`'],
    ['{{ a }} = 1', 0, 'unexpected character `{`: FQL has bare paths, no `{{ }}`'],
    ['a # b', 2, 'unexpected character `#`'],
    ['a 😀', 2, 'unexpected character `😀`'],
    ['a.é = 1', 2, 'expected a name after `.`; a name with other characters is written `["a name"]`'],
    ['unié = 1', 3, 'unexpected character `é`: a name with other characters is written `["a name"]`'],
    ['a.0 = 1', 2, 'expected a name after `.`; a list position is written `[0]`'],
    ['a. = 1', 2, 'expected a name after `.`; a name with other characters is written `["a name"]`'],
    ['a[b] = 1', 1, 'expected a list position such as `[0]` or a key such as `["a name"]`'],
    ['a[-1] = 1', 1, 'expected a list position such as `[0]` or a key such as `["a name"]`'],
    [`a "${'x'.repeat(99)}"`, 2, `${operator}, found "${'x'.repeat(29)}…`],
  ])('%s', (fql, at, message) => {
    expect(parseFql(fql)).toEqual({ ok: false, at, message })
  })
})

const longText = (length: number) => `a = "${'x'.repeat(length - 6)}"`
const tooDeep = 'expected at most 100 nested parentheses and `not`'

describe('hostile texts', () => {
  test.each([
    ['(', ')'],
    ['not ', ''],
    ['!', ''],
    ['!(', ')'],
  ])('a hundred %s are read, more are refused', (open, close) => {
    const levels = 100 / open.trim().replace('not', '!').length
    const nested = (n: number) => `${open.repeat(n)}a = 1${close.repeat(n)}`
    expect(holds(nested(levels), { a: 1 })).toBe(true)
    expect(parseFql(nested(levels + 1))).toMatchObject({ ok: false, message: tooDeep })
    expect(parseFql(open.repeat(20_000))).toMatchObject({ ok: false, message: tooDeep, at: expect.any(Number) })
  })

  test('groups beside each other are not nested', () => {
    expect(holds(Array(1000).fill('(not (a = 2))').join(' and '), { a: 1 })).toBe(true)
  })

  test.each(['and', 'or'] as const)('a chain of 100,000 `%s` is asked without a deep stack', (kind) => {
    const one: Fql = {
      kind: 'equals',
      field: { path: ['a'], at: 0, functions: [] },
      value: { value: 1, at: 4 },
    }
    const chain = compileFql({ kind, of: Array.from({ length: 100_000 }, () => one) }, field)
    expect(chain(scopeOf({ event: { a: kind === 'and' ? 1 : 2 } }))).toBe(kind === 'and')
  })

  test('texts of 100,000 characters are read, longer ones are refused', () => {
    expect(parseFql(longText(100_000)).ok).toBe(true)
    const message = 'expected at most 100000 characters, found 100001'
    expect(parseFql(longText(100_001))).toEqual({ ok: false, at: 100_000, message })
  })

  test.each([
    ['names', 'a'],
    ['paths', 'a.'],
    ['open brackets', 'a['],
    ['open keys', 'a["'],
    ['escaped names', '\\a'],
    ['backslashes', '\\'],
    ['white space', ' \n'],
    ['open texts', '"'],
    ['escapes', '"\\u'],
    ['stars', 'match(a,"*'],
    ['digits', '1'],
    ['signs', '=!'],
    ['negations', '!'],
    ['lists', 'a in (1,'],
    ['functions', 'length('],
    ['wildcards', 'match(a, "?'],
    ['open characters', 'match(a, "['],
    ['halves of characters', '\ud83d'],
  ])('a long text of %s is answered at once', { timeout: 1000 }, (_what, part) => {
    const text = part.repeat(Math.floor(100_000 / part.length))
    const parsed = parseFql(text)
    expect(parsed.ok || parsed.at <= text.length).toBe(true)
  })

  test('many stars do not go back', { timeout: 1000 }, () => {
    const event = { a: 'a'.repeat(1_000_000) }
    expect(holds(`match(a, "${'a*'.repeat(40_000)}b")`, event)).toBe(false)
    expect(holds(`match(a, "${'*a'.repeat(40_000)}*")`, event)).toBe(true)
    expect(holds(`match(a, "*${'a*'.repeat(20)}b*")`, event)).toBe(false)
  })

  test('no text makes it throw, and every fault is in the text', () => {
    const word = constantFrom(
      ...'a.b[0] $ and or not ! = == != > ( ) , in contains( match( exists( length( all [ ] settings.x "x" \'y*?[a]\' 5 -1 null'.split(
        ' ',
      ),
    )
    const words = array(word).map((list) => list.join(' '))
    assert(
      property(oneof(words, string({ unit: 'binary' })), (text) => {
        const parsed = parseFql(text)
        if (parsed.ok) return typeof compileFql(parsed.fql, field)(scopeOf({ event: {} })) === 'boolean'
        return parsed.at >= 0 && parsed.at <= text.length && parsed.message !== ''
      }),
      { numRuns: 2000 },
    )
  })
})

type Tree = { readonly op: 'leaf'; readonly name: string } | { readonly op: 'not'; readonly of: Tree } | Pair
interface Pair {
  readonly op: 'and' | 'or'
  readonly left: Tree
  readonly right: Tree
}

const rank = { or: 0, and: 1, not: 2, leaf: 3 } as const

/** A tree as text, with parentheses only where precedence needs them. */
function written(tree: Tree, outer = 0): string {
  const inner = (of: Tree) => written(of, rank[tree.op])
  if (tree.op === 'leaf') return `${tree.name} = true`
  const text = tree.op === 'not' ? `not ${inner(tree.of)}` : `${inner(tree.left)} ${tree.op} ${inner(tree.right)}`
  return rank[tree.op] < outer ? `(${text})` : text
}

function truth(tree: Tree, event: Readonly<Record<string, boolean>>): boolean {
  if (tree.op === 'leaf') return event[tree.name] === true
  if (tree.op === 'not') return !truth(tree.of, event)
  const [left, right] = [truth(tree.left, event), truth(tree.right, event)]
  return tree.op === 'and' ? left && right : left || right
}

test('any tree means the same when it is written with the fewest parentheses', () => {
  const { tree } = letrec<{ tree: Tree }>((tie) => ({
    tree: oneof(
      { maxDepth: 6 },
      record({ op: constant('leaf' as const), name: constantFrom('a', 'b', 'c') }),
      record({ op: constant('not' as const), of: tie('tree') }),
      record({ op: constantFrom('and' as const, 'or' as const), left: tie('tree'), right: tie('tree') }),
    ),
  }))
  const event = record({ a: boolean(), b: boolean(), c: boolean() })
  assert(
    property(tree, event, (tree, event) => holds(written(tree), event) === truth(tree, event)),
    { numRuns: 1000 },
  )
})
