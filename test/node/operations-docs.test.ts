/** `docs/operations.md` says what the code does: what each alert asks of the operator, and how a subscription is renamed without loss. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import { conditionKinds } from '../../src/registry/condition.ts'
import { isObject } from '../../src/values/json.ts'
import { compiled } from '../kit/cases.ts'
import { codeIn, readPage } from '../kit/page.ts'
import { projectRoot } from '../kit/project.ts'

const page = readPage(readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8'))

test('each kind of alert stands in the table, with what it asks of the operator', () => {
  const table = page.tables.find(({ columns }) => columns.join() === '`type`,when,what to do')
  const rows = (table?.rows ?? []).map(({ cells }) => cells)
  const types = conditionKinds.map((kind) => kind.replaceAll(' ', '_'))
  expect(rows.flatMap(([type = '']) => codeIn(type)).toSorted()).toEqual(types.toSorted())
  for (const cells of rows)
    expect({ cells, full: cells.filter((cell) => cell !== '').length }).toEqual({ cells, full: 3 })
})

test('a subscription is renamed so that each event is of one of both names: what came before the time keeps the old one', () => {
  const example: unknown = JSON.parse(page.blocks.find(({ kind }) => kind === 'json renamed')?.text ?? '')
  if (!isObject(example)) throw new Error('the example is no object')
  const request = { method: 'POST', url: '{{ hosts.api }}/events', json: '{{ $ }}' }
  const file = {
    name: 'A',
    hosts: { api: 'https://api.example.com' },
    deletion: { unsupported: 'it keeps none' },
    request,
  }
  const mapping = compiled({ ...file, ...example })
  const namesOf = (receivedAt: string): readonly string[] => {
    const event = { type: 'track', event: 'Order Completed', receivedAt }
    return mapping.subscriptions.filter((one) => one.matches(scopeOf({ event, settings: {} }))).map(({ name }) => name)
  }
  expect(['2026-11-01T09:59:59.999Z', '2026-11-01T10:00:00.000Z'].map(namesOf)).toEqual([
    ['Orders'],
    ['Completed orders'],
  ])
})
