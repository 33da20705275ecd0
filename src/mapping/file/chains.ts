import type { FileContext, NamedFilters } from '../context/compile-context.ts'
import { absent, CompileContext, rootNames } from '../context/compile-context.ts'
import type { FilterCall } from '../expressions/ast.ts'
import { compileChain } from '../expressions/compile.ts'
import { parseFilters, SyntaxFault } from '../expressions/parse.ts'
import type { Issue } from '../context/issues.ts'
import { below } from '../context/issues.ts'
import { filters } from '../filters/table.ts'

interface Chain {
  readonly text: string
  readonly calls: readonly FilterCall[]
}

/** Reads the `filters` of a file: chains of filters under a name, which placeholders use as one. One that is wrong is said, and left out. */
export function readChains(
  file: { readonly filters?: Readonly<Record<string, string>> | undefined },
  issues: Issue[],
): FileContext['filters'] {
  const chains = new Map<string, Chain>()
  const say = (name: string, message: string, caret?: Issue['caret']): void => {
    issues.push({ severity: 'error', pointer: below('/filters', name), message, ...(caret && { caret }) })
  }
  for (const [name, text] of Object.entries(file.filters ?? {})) {
    if (Object.hasOwn(filters, name)) say(name, `there is a filter "${name}" already: choose another name`)
    try {
      const calls = parseFilters(text)
      chains.set(name, { text, calls })
      if (calls.some((call) => call.name === 'optional'))
        say(name, '"optional" is about a whole placeholder: write it there, behind the name of these filters')
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault
      say(name, `${fault.message} (filters stand here, without {{ }})`, { text, at: fault.at })
    }
  }
  const sound = [...chains].filter(([name]) => {
    const isCircle = isMadeOf(name, name, chains)
    if (isCircle) say(name, `the filters "${name}" are made of themselves`)
    return !isCircle
  })
  return new Map(sound.map(([name, chain]) => [name, named(name, chain)]))
}

function named(name: string, { text, calls }: Chain): NamedFilters {
  return (input, context) => compileChain(input, calls, text, context.at(below('/filters', name)))
}

/** Whether a chain uses another, be it through others. */
function isMadeOf(name: string, wanted: string, chains: ReadonlyMap<string, Chain>): boolean {
  const seen = new Set<string>()
  const open = [name]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const used of namesIn(chains.get(next))) {
      if (used === wanted) return true
      if (seen.has(used)) continue
      seen.add(used)
      open.push(used)
    }
  }
  return false
}

function namesIn(chain: Pick<Chain, 'calls'> | undefined): readonly string[] {
  return (chain?.calls ?? []).flatMap(({ name, args }) => [
    name,
    ...args.flatMap((arg) => (arg.kind === 'filters' ? namesIn(arg) : [])),
  ])
}

/** Checks the named filters of a file, also those that nothing uses: their arguments are literals and settings, so that they mean the same everywhere. */
export function checkChains(file: FileContext): void {
  for (const [name, over] of file.filters) {
    const context = new CompileContext(file, below('/filters', name), {
      visible: new Set(['event', ...rootNames] as const),
    })
    over(absent, context)
    if ([...context.uses.roots].some((root) => root !== 'settings'))
      context.error('the arguments of named filters are literals and settings only')
  }
}
