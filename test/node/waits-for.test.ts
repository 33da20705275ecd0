import { expect, test } from 'vitest'
import type { DeleteRow } from '../../src/deletes/delete-row.ts'
import { waitsFor } from '../../src/deletes/waits-for.ts'

const row = { phase: 'submit', due: 5_000, state: 'INITIALIZED' } as DeleteRow
const around = { now: 1_000, sending: false, rest: undefined, keys: undefined }
const rest = (why: 'paused' | 'gone' | 'circuit', until = 9_000) => ({ why, since: 0, until })

test.for<{
  that: string
  row?: Partial<DeleteRow>
  around?: Partial<Parameters<typeof waitsFor>[1]>
  why: RegExp | undefined
}>([
  { that: 'has ended', row: { phase: 'none' }, why: undefined },
  { that: 'is being sent', around: { sending: true }, why: undefined },
  { that: 'has no key', around: { keys: 'SEALING_KEY is missing' }, why: /SEALING_KEY is missing/ },
  {
    that: 'the registry does not know',
    row: { phase: 'announce' },
    why: /the registry or the activity of the account has not answered/,
  },
  { that: 'an operator holds', around: { rest: rest('paused') }, why: /operator holds/ },
  { that: 'has no mapping any more', around: { rest: rest('gone') }, why: /mapping or the settings/ },
  { that: 'has an open circuit', around: { rest: rest('circuit') }, why: /partner failed again and again/ },
  { that: 'had an open circuit', around: { rest: rest('circuit', 999) }, why: /before its first attempt/ },
  { that: 'was never tried', why: /before its first attempt/ },
  { that: 'was tried', row: { state: 'RUNNING' }, why: /is tried then/ },
  { that: 'no key opens', row: { reason: 'no key of SEALING_KEY opens it' }, why: /is tried then/ },
  { that: 'the partner took', row: { phase: 'poll' }, why: /asked again/ },
  { that: 'is due', row: { due: 1_000 }, why: /next run/ },
])('a delete that $that waits for $why', ({ row: more, around: also, why }) => {
  const said = waitsFor({ ...row, ...more }, { ...around, ...also })
  if (why === undefined) expect(said).toBeUndefined()
  else expect(said).toMatch(why)
})
