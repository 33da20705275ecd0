import type { JsonObject } from '../src/values/json.ts'
import { isObject } from '../src/values/json.ts'

/**
 * The mapping and the cases of a partner (`like`) for another one that resembles it. What must not be taken over unseen is `TODO`, which the check and the cases refuse: the
 * description, the vendor's page, each text that has an address or the other's name, each longer pattern of a setting, and the source of each case.
 */
export function likeAnother(
  like: string,
  title: string,
  of: { readonly mapping: unknown; readonly cases: unknown },
): { readonly mapping: JsonObject; readonly cases: readonly JsonObject[] } {
  const { $schema, ...mapping } = isObject(of.mapping) ? of.mapping : {}
  const cases = (Array.isArray(of.cases) ? of.cases : []).filter(isObject)
  return {
    mapping: {
      $schema,
      ...(marked(mapping, namesOf(like, mapping['name'])) as JsonObject),
      name: title,
      description: `TODO: which settings an operator sets, and where the vendor shows them; what could not be verified (this began as ${like}.json)`,
      docs: "TODO: the page of the vendor's API",
    },
    cases: cases.map(({ name, ...rest }) => ({
      name,
      ...rest,
      source: `TODO: the page of the vendor that says what is expected here (the case of ${like} has been left as it was)`,
    })),
  }
}

/** The words by which a partner is known: of its name and its slug, those that are no common words. */
function namesOf(slug: string, name: unknown): RegExp {
  const words = [slug, ...slug.split('-'), ...String(name).split(/\W+/)].filter((word) => word.length > 3)
  const own = words.filter((word) => !['conversions', 'marketing', 'cloud', 'analytics'].includes(word.toLowerCase()))
  return new RegExp(`\\b(?:${(own.length > 0 ? own : [slug]).join('|')})`, 'i')
}

/** The same JSON, in which each text that has an address or a name of the other partner is `TODO`, and each longer pattern of a setting. */
function marked(value: unknown, names: RegExp, key = ''): unknown {
  if (typeof value === 'string') {
    const isOwn = /https?:\\?[/:]/.test(value) || names.test(value) || (key === 'pattern' && value.length > 12)
    return isOwn && !value.startsWith('{{ hosts.') ? `TODO: not ${value}` : value
  }
  if (Array.isArray(value)) return value.map((one) => marked(one, names))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner, names, name)]))
}
