import { join } from 'node:path'
import { build } from 'esbuild'
import { checkAll, checkText, moduleText } from '../mappings.ts'

/** The Worker with other mappings of two partners, as an operator might have had them: a subscription less, a `buffer`, another time to give up, no deletes. */
export async function otherWorker(root: string): Promise<string> {
  const checked = await checkAll(root)
  const other = checked.map((one) => {
    const change = otherMappings[one.slug]
    return change === undefined ? one : checkText(one.slug, JSON.stringify(change(JSON.parse(one.json) as MappingText)))
  })
  const fault = other.find((one) => one.fault !== undefined)
  if (fault !== undefined) throw new Error(fault.report)
  const contents = moduleText(other)
  const built = await build({
    entryPoints: [join(root, 'src/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    external: ['node:*', 'cloudflare:*'],
    conditions: ['workerd', 'worker', 'browser'],
    write: false,
    plugins: [
      {
        name: 'other-mappings',
        setup: ({ onLoad }) => onLoad({ filter: /generated\/mappings\.ts$/ }, () => ({ contents, loader: 'ts' })),
      },
    ],
  })
  return built.outputFiles[0]?.text ?? ''
}

interface MappingText extends Record<string, unknown> {
  readonly subscriptions: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[]
}

const otherMappings: Readonly<Record<string, (mapping: MappingText) => unknown>> = {
  mixpanel: (mapping) => ({
    ...mapping,
    subscriptions: mapping.subscriptions
      .filter(({ name }) => name !== 'Aliases')
      .map((one) => (one.name === 'Group profiles' ? { ...one, limits: { giveUpAfter: '1s' } } : one)),
    deletion: { unsupported: 'the contract of then had no deletes' },
  }),
  webhook: (mapping) => ({
    ...mapping,
    subscriptions: mapping.subscriptions.map((one) =>
      one.name === 'Batches' ? { ...one, buffer: { seconds: 3_600 } } : one,
    ),
  }),
}
