/** The secrets of the deployed Worker, by Wrangler. */
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { isObject, parseJson } from '../../src/values/json.ts'
import { root } from '../development.ts'

/** The names of the secrets that the Worker has: none before it is first deployed; or why they cannot be listed. */
export async function deployedSecrets(
  environment: string,
): Promise<{ readonly names: readonly string[] } | { readonly fault: string }> {
  const { code, output, errors } = await wrangler(['secret', 'list', '--format=json', `--env=${environment}`])
  const list = code === 0 ? parseJson(output) : undefined
  if (Array.isArray(list)) return { names: list.filter(isObject).map(({ name }) => String(name)) }
  return /Worker "[^"]*".* not found/.test(`${output}${errors}`)
    ? { names: [] }
    : {
        fault: `wrangler secret list failed, nothing was put (npx wrangler login, or CLOUDFLARE_API_TOKEN, lets it in):\n${stripVTControlCharacters(`${output}${errors}`)}`,
      }
}

/** Puts secrets, as JSON on the standard input of one `wrangler secret bulk`: no other program sees them. Gives its exit code. */
export async function putSecrets(secrets: Readonly<Record<string, string>>, environment: string): Promise<number> {
  const { code } = await wrangler(['secret', 'bulk', `--env=${environment}`], JSON.stringify(secrets))
  return code
}

interface EndedWrangler {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs the Wrangler of the PATH. With `input` what it says is shown, else it is given. */
function wrangler(args: readonly string[], input?: string): Promise<EndedWrangler> {
  const child = spawn('wrangler', args, {
    cwd: root,
    stdio: input === undefined ? ['ignore', 'pipe', 'pipe'] : ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, WRANGLER_HIDE_BANNER: 'true' },
  })
  const said = { output: '', errors: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.output += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.errors += text))
  // Wrangler may end before it has read all; its exit code tells.
  child.stdin?.on('error', () => undefined).end(input)
  return new Promise((resolve) => {
    child.once('error', () =>
      resolve({ code: 1, output: '', errors: 'no wrangler is on the PATH: start with npm run setup' }),
    )
    child.once('close', (code) => resolve({ ...said, code: code ?? 1 }))
  })
}
