import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'

const document = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../openapi.json'), 'utf8')) as Record<
  string,
  unknown
>

test('openapi.json is an OpenAPI 3.1 document, and each reference in it leads somewhere', async () => {
  const validator = new Validator()
  expect(await validator.validate(document)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  expect(() => validator.resolveRefs()).not.toThrow()
})

test('a document with a key that OpenAPI 3.1 does not know is refused', async () => {
  expect(await new Validator().validate({ ...document, path: {} })).toMatchObject({ valid: false })
})
