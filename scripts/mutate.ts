/**
 * `npm run mutate [word ...]`: breaks one place of `src/` at a time (`test/mutations.ts`) and shows which test file sees it.
 * It fails where no test does (SURVIVED), or where a break does not fit the code any more (MISFIT). With words: only breaks whose name has one of them; of
 * the tests, before anything is broken, only those that are named for them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { broken, misfit } from '../test/kit/break.ts'
import { killGroup, start } from '../test/kit/command.ts'
import type { ProjectCopy } from '../test/kit/project.ts'
import { copyProject } from '../test/kit/project.ts'
import type { Mutation } from '../test/mutations.ts'
import { mutations } from '../test/mutations.ts'

/** Two runs at once, each in a copy of the project: a run uses more than one core by itself. */
const copies = 2
/** A run that lasts longer hangs, which counts as seen: well above what the whole suite takes on a busy machine. */
const longestRunMs = 900_000
/**
 * Left out: the end-to-end tests of processes and of the page, which are slow and say nothing of `src/` that no other test says; and the test that breaks fit, which
 * fails at every break.
 */
const wholeSuite = [
  'test/node/start.test.ts',
  'test/node/fresh-clone.test.ts',
  'test/browser/**',
  'test/node/mutations.test.ts',
].flatMap((one) => ['--exclude', one])

const words = process.argv.slice(2)
const wished = mutations.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))

const misfits = wished.map(misfit)
for (const text of misfits) if (text !== undefined) console.log(`MISFIT    ${text}`)
const chosen = wished.filter((_, i) => misfits[i] === undefined)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const benches = await Promise.all(Array.from({ length: copies }, () => copyProject()))
try {
  const survivors = await breakAll(benches)
  process.exitCode = survivors === 0 && chosen.length === wished.length ? 0 : 1
} finally {
  await Promise.all(benches.map((bench) => bench.remove()))
}

/** Gives how many breaks no test has seen. */
async function breakAll([first, ...others]: readonly ProjectCopy[]): Promise<number> {
  if (first === undefined) return 0
  const before = await failing(first, words.length === 0 ? wholeSuite : testsNamed(chosen))
  if (before.length > 0) {
    console.log(`the suite fails before anything is broken: ${before.join(', ')}`)
    return 1
  }
  const queue = [...chosen]
  let survivors = 0
  const work = async (bench: ProjectCopy): Promise<void> => {
    for (let mutation = queue.shift(); mutation !== undefined; mutation = queue.shift()) {
      const seen = await seenBy(mutation, bench)
      if (seen.length === 0) survivors++
      console.log(
        seen.length === 0
          ? `SURVIVED  ${mutation.name} (${mutation.file}). No test guards: ${mutation.promise}`
          : `caught    ${mutation.name}: ${seen.join(', ')}`,
      )
    }
  }
  await Promise.all([first, ...others].map(work))
  console.log(`${chosen.length - survivors} of ${wished.length} breaks are seen`)
  return survivors
}

/** The test files that are named for some breaks. */
function testsNamed(some: readonly Mutation[]): readonly string[] {
  return [...new Set(some.flatMap(({ tests }) => tests))]
}

/** The test files that fail while the place is broken: those named for it first, all only if they see nothing. */
async function seenBy(mutation: Mutation, bench: ProjectCopy): Promise<readonly string[]> {
  const path = join(bench.root, mutation.file)
  const text = await readFile(path, 'utf8')
  await writeFile(path, broken(mutation, text))
  try {
    const near = await failing(bench, mutation.tests)
    return near.length > 0 ? near : await failing(bench, wholeSuite)
  } finally {
    await writeFile(path, text)
  }
}

/** The test files of a run that fail. */
async function failing({ root }: ProjectCopy, args: readonly string[]): Promise<readonly string[]> {
  const report = join(root, 'report.json')
  await writeFile(report, '')
  const command = ['vitest', 'run', '--bail=1', '--reporter=json', `--outputFile=${report}`, ...args]
  const running = start(command, root)
  const timer = setTimeout(() => killGroup(running.pid), longestRunMs)
  const { code, output } = await running.ended.finally(() => clearTimeout(timer))
  if (code === 0) return []
  const failed = failedFiles(await readFile(report, 'utf8')).map((file) => file.slice(root.length + 1))
  return failed.length > 0
    ? failed
    : [code === null ? 'a run that never ends' : `a run that breaks off: ${output.trim().slice(-300)}`]
}

/** A file that the first failure kept from running is "failed" too, but has neither a failed test nor a message. */
function failedFiles(report: string): readonly string[] {
  if (report === '') return []
  const { testResults } = JSON.parse(report) as { readonly testResults: readonly FileResult[] }
  return testResults
    .filter(
      ({ message, assertionResults }) => message !== '' || assertionResults.some((test) => test.status === 'failed'),
    )
    .map(({ name }) => name)
}

interface FileResult {
  readonly name: string
  readonly message: string
  readonly assertionResults: readonly { readonly status: string }[]
}
