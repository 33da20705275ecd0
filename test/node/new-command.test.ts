import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../kit/command.ts'
import type { ProjectCopy } from '../kit/project.ts'
import { copyProject } from '../kit/project.ts'

describe('npm run new -- acme --like another partner', () => {
  let copy: ProjectCopy
  const read = (path: string): unknown => JSON.parse(readFileSync(join(copy.root, path), 'utf8'))
  const checked = async (): Promise<readonly string[]> => {
    const { output } = await run(['node', 'scripts/check.ts', 'mappings/acme.json'], copy.root)
    return [...output.matchAll(/^mappings\/acme\.json (\S+): to be filled in/gm)].map(([, place = '']) => place)
  }
  beforeAll(async () => {
    copy = await copyProject(['docs', 'bench', 'console'])
    await run(['node', 'scripts/new.ts', 'acme', '--like', 'mixpanel'], copy.root)
  })
  afterAll(() => copy.remove())

  test('copies what resembles, under its own name', () => {
    const other = read('mappings/mixpanel.json') as Record<string, unknown>
    const { name, description, docs, hosts, ...rest } = read('mappings/acme.json') as Record<string, unknown>
    expect({ name, description, docs }).toEqual({
      name: 'Acme',
      description: expect.stringMatching(/^TODO: .*mixpanel\.json/),
      docs: expect.stringMatching(/^TODO: /),
    })
    // A text of the other is marked, and stands behind the mark.
    const unmarked = JSON.parse(JSON.stringify(rest).replaceAll('"TODO: not ', '"')) as object
    expect({ ...other, ...unmarked }).toEqual(other)
    expect(Object.keys(hosts as object)).toEqual(Object.keys(other['hosts'] as object))
  })

  test('the check names each thing that is to be filled in: none of the other partner is called by mistake', async () => {
    const { code } = await run(['node', 'scripts/check.ts', 'mappings/acme.json'], copy.root)
    expect(code).toBe(1)
    expect(await checked()).toEqual([
      '/description',
      '/docs',
      '/hosts/api/us',
      '/hosts/api/eu',
      '/hosts/api/in',
      '/hosts/gdpr/us',
      '/hosts/gdpr/eu',
      '/hosts/gdpr/in',
      '/subscriptions/0/requires/0/message',
      '/subscriptions/0/requires/1/message',
      '/subscriptions/2/requires/1/message',
      '/subscriptions/4/requires/0/message',
      '/deletion/description',
    ])
  })

  test('no case counts before it has a source of its own', async () => {
    const mapping = read('mappings/mixpanel.json')
    const { playCase, compiled, Case } = await import('../kit/cases.ts')
    const v = await import('valibot')
    const [first] = read('test/cases/acme.json') as readonly unknown[]
    const { differences } = await playCase(compiled(mapping), v.parse(Case, first))
    expect(differences).toEqual(['/source: to be filled in: the page of the vendor that says what is expected here'])
  })

  test('no address, host or name of the other is left unmarked, wherever it stands', async () => {
    await run(['node', 'scripts/new.ts', 'other', '--like', 'google-ads'], copy.root)
    const texts: string[] = []
    JSON.stringify(read('mappings/other.json'), (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value)
      return value
    })
    const left = texts.filter((text) => !text.startsWith('TODO: ') && /https?:|google/i.test(text))
    expect(left).toEqual([])
  })

  test.for([
    { args: ['acme', '--like', 'nobody'], says: /^--like is one of .*, mixpanel, / },
    { args: ['Acme'], says: /^usage: npm run new -- <partner> \[--like <partner>\]/ },
    { args: ['acme', '--as', 'mixpanel'], says: /Unknown option '--as'[\s\S]*usage: npm run new/ },
  ])('$args says what is expected', async ({ args, says }) => {
    const { code, output } = await run(['node', 'scripts/new.ts', ...args], copy.root)
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(says) })
  })
})
