/**
 * Run as a program of its own: takes cases (a mapping's JSON and an event) on standard input and writes what the engine makes of each, as a list. Before it
 * loads the engine it takes away what is Node's alone: its modules, and the globals that browsers do not have.
 */
import { isBuiltin, registerHooks } from 'node:module'
import { json } from 'node:stream/consumers'

const { cases, now } = (await json(process.stdin)) as {
  cases: readonly { readonly mapping: unknown; readonly event: { readonly type: string } }[]
  now: number
}
const write = process.stdout.write.bind(process.stdout)

registerHooks({
  resolve: (specifier, context, next) => {
    if (isBuiltin(specifier)) throw new Error(`${context.parentURL} imports ${specifier}`)
    return next(specifier, context)
  },
})
for (const name of ['Buffer', 'process', 'global', 'setImmediate', 'clearImmediate'])
  Reflect.deleteProperty(globalThis, name)

const { previewsOf } = await import('./previews.ts')
write(JSON.stringify(cases.map((one) => previewsOf(one, now))))
