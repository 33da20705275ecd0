/** The systems that `npm ci` serves: what the README says, and the builds that the lock file names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../kit/project.ts'

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string }
  readonly devDependencies: Readonly<Record<string, string>>
}
const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, unknown>> }

/** What the packages with native code call their builds for each system. */
const systems = [
  { system: 'Linux x64', workerd: 'linux-64', plain: 'linux-x64', binding: 'linux-x64-gnu' },
  { system: 'Linux arm64', workerd: 'linux-arm64', plain: 'linux-arm64', binding: 'linux-arm64-gnu' },
  { system: 'macOS x64', workerd: 'darwin-64', plain: 'darwin-x64', binding: 'darwin-x64' },
  { system: 'macOS arm64', workerd: 'darwin-arm64', plain: 'darwin-arm64', binding: 'darwin-arm64' },
  { system: 'Windows x64', workerd: 'windows-64', plain: 'win32-x64', binding: 'win32-x64-msvc' },
]

test.for(systems)('the lock file has every native build for $system', ({ workerd, plain, binding }) => {
  const builds = [
    `@cloudflare/workerd-${workerd}`,
    `@esbuild/${plain}`,
    `@typescript/typescript-${plain}`,
    ...['@oxfmt/binding', '@oxlint/binding', '@rolldown/binding', 'lightningcss'].map((name) => `${name}-${binding}`),
  ]
  expect(builds.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([])
})

test('package.json, the README and the workflow agree on Node', () => {
  const [, least] = /^>=(\d+)$/.exec(manifest.engines.node) ?? []
  expect(read('README.md')).toContain(`with Node ${least} or later`)
  const [ours] = manifest.devDependencies['node']?.split('.') ?? []
  expect(read('README.md')).toContain(`Node ${ours} comes with the npm package \`node\``)
  expect(read('.github/workflows/test.yml')).toContain(`node-version: ${ours}`)
  expect(read('scripts/node24.mjs')).toContain(`major < ${ours}`)
})
