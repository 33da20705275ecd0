import { gzipSync } from 'node:zlib'
import type { Asked } from './shared.ts'
import { sent, track } from './shared.ts'

/** Requests of nobody good. */
export function hostile(partner: string): readonly Asked[] {
  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    'no JSON': '{',
    empty: '',
    null: 'null',
    number: '1',
    text: '"track"',
    'empty array': '[]',
    'array of nothing': '[1, null, "x", {}]',
    'deep nesting': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    'deep event': `{"type":"track","event":"E","userId":"u","messageId":"m","properties":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`,
    'byte order mark': `\uFEFF${JSON.stringify(track)}`,
    'no UTF-8': new Uint8Array([0x7b, 0xff, 0x7d]),
    'prototype keys':
      '{"type":"track","event":"E","userId":"u","messageId":"m","__proto__":{"a":1},"constructor":{"b":2}}',
    'unknown type': '{"type":"odd","userId":"u"}',
    'no type': '{"userId":"u"}',
    'no ids': '{"type":"track","event":"E","messageId":"m","receivedAt":"2026-11-01T10:00:00.000Z"}',
    'number ids': JSON.stringify({ ...track, userId: 42, anonymousId: 1e21 }),
    'odd ids': JSON.stringify({ ...track, userId: ['x'], anonymousId: { a: 1 } }),
    'large event': JSON.stringify({ ...track, properties: { text: 'x'.repeat(300_000) } }),
    'many events': `[${Array.from({ length: 4_001 }, () => '1').join(',')}]`,
    'large array': `[${Array.from({ length: 45 }, (_, i) => JSON.stringify({ ...track, messageId: `l${i}`, properties: { text: 'x'.repeat(25_000) } })).join(',')}]`,
    'broken large array': `[${'{"type":"track"},'.repeat(90_000)}`,
  }
  const gzip = { 'Content-Encoding': 'gzip' }
  return [
    ...Object.entries(bodies).map(([name, body]) => sent(name, partner, body)),
    sent('gzip', partner, gzipSync(JSON.stringify(track)), { headers: gzip }),
    sent('broken gzip', partner, 'no gzip', { headers: gzip }),
    sent('brotli', partner, 'x', { headers: { 'Content-Encoding': 'br' } }),
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => {
      const asked = sent(method, partner, track, { method })
      const { body: _, ...bare } = asked
      return method === 'PUT' || method === 'PATCH' ? asked : bare
    }),
    sent('loop', partner, track, { headers: { 'X-Edge-Forwarder': '1' } }),
    ...['%%%', btoa('1'), btoa('{"apiKey":{}}'), btoa('{"unknown":"x"}')].map((header) =>
      sent(`settings ${header}`, partner, track, { headers: { 'X-Segment-Settings': header } }),
    ),
  ]
}
