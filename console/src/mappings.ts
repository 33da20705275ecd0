/** The mappings that the page was built with: those that are deployed with it. Each is loaded when it is opened. */
const files = import.meta.glob<string>('../../mappings/*.json', { query: '?raw', import: 'default' })

const loaders = new Map(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.*)\.json$/, '$1'), load] as const),
)

/** The partners that have a mapping, by their slugs, in order. */
export const slugs: readonly string[] = [...loaders.keys()].toSorted()

/** The text of a partner's mapping as it is deployed; empty where there is none. */
export async function deployedText(slug: string): Promise<string> {
  return (await loaders.get(slug)?.()) ?? ''
}
