/** `npm start`: the forwarder in a local workerd, and beside it a stand-in partner on loopback that shows each call it receives. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { collect } from './mappings.ts'
import { formatCall, startStandIn } from './stand-in.ts'

const root = resolve(import.meta.dirname, '..')
const port = Number(process.env['PORT'] ?? 8787)
const partnerPort = Number(process.env['STAND_IN_PORT'] ?? 8788)

const { checked } = await collect(root)
const bad = checked.filter(({ fault }) => fault !== undefined)
if (bad.length > 0) {
  for (const { report } of bad) console.error(report)
  console.error('Mend the mapping and start again (npm run check shows all errors).')
  process.exit(1)
}

const { server } = await startStandIn(
  partnerPort,
  () => ({}),
  (call) => console.log(`\n--- the partner received\n${formatCall(call)}\n`),
).catch((error: unknown) => {
  console.error(
    `The stand-in partner cannot listen on 127.0.0.1:${partnerPort} (${String(error)}). Set STAND_IN_PORT to a free port.`,
  )
  process.exit(1)
})

const wrangler = spawn(
  process.execPath,
  [
    resolve(root, 'node_modules/wrangler/bin/wrangler.js'),
    'dev',
    '--port',
    String(port),
    '--ip',
    '127.0.0.1',
    '--env-file',
    process.env['DEV_ENV_FILE'] ?? 'dev.env',
    '--var',
    `DEV_PARTNER:http://127.0.0.1:${partnerPort}`,
    '--persist-to',
    process.env['DEV_STATE'] ?? '.wrangler/state',
    '--show-interactive-dev-session=false',
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      MAPPINGS_KEEP_GOING: '1',
      CI: 'true',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      // without it workerd asks workers.cloudflare.com where it runs, which nothing here reads
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  },
)
const origin = `http://127.0.0.1:${port}`
void announce()

const stop = (): void => void wrangler.kill('SIGTERM')
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
// a shell of npm passes no signal on: once it is gone, nobody else would stop us
const parent = process.ppid
const watch = setInterval(
  () => process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent && stop(),
  250,
)
wrangler.once('exit', (code) => {
  clearInterval(watch)
  server.close()
  server.closeAllConnections()
  process.exitCode = code ?? 0
})

/** Says that the forwarder is there once it answers, unless it ends before. */
async function announce(): Promise<void> {
  while (wrangler.exitCode === null && wrangler.signalCode === null) {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (answer?.ok === true)
      return console.log(
        `\nforwarder: ${origin}   stand-in partner: http://127.0.0.1:${partnerPort}   try: npm run demo\n`,
      )
    await wait(100)
  }
}
