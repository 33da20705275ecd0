import { expect, test } from 'vitest'
import { printable, printableLines } from '../../scripts/printable.ts'
import { formatAlert, formatCall } from '../../scripts/stand-in.ts'
import { asHttp } from '../../scripts/preview/show.ts'

test.each([
  ['a line break', 'a\nb\r', 'a\\u000ab\\u000d'],
  ['a sequence of the terminal', '\u001b[2J\u009b1m', '\\u001b[2J\\u009b1m'],
  ['a change of direction', 'a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
  ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
  ['half a character', 'a\ud800', 'a\\ud800'],
])('%s is escaped', (_, text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('other text is as it was, and cut between characters where it is long', () => {
  expect(printable('Größe 測試 👩‍🚀 مرحبا')).toBe('Größe 測試 👩‍🚀 مرحبا')
  expect(printable('😀😀😀', 3)).toBe('😀😀😀')
  expect(printable('😀😀😀', 2)).toBe('😀😀…')
  expect(printableLines('a\n\u001bb')).toBe('a\n\\u001bb')
})

test('calls, alerts and previews cannot act on the terminal', () => {
  const call = {
    method: 'POST',
    url: 'https://a.example.com/\u202e',
    partner: 'a',
    headers: { x: '\u009b1m' },
    body: '{"name": "\u009b1m\u202e"}',
    answer: '200',
  }
  const request = { name: 'request', method: 'POST', url: call.url, body: call.body }
  const shown = [
    formatCall(call),
    formatCall({ ...call, body: 'a\u001b[1mb' }),
    formatAlert(JSON.stringify({ type: 'a', message: 'b\u001b[1m\nc' })),
    asHttp.request(request),
    asHttp.remark('\u001b[1m'),
  ]
  for (const text of shown) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
})
