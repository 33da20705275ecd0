/**
 * `npm start [-- --fail <partner>=<failure> ...]`: the forwarder in a local workerd, and beside it a stand-in partner on loopback that shows each call and each alert that it
 * receives. New settings in `dev.env` are taken up: the forwarder starts again with them.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, unwatchFile, watchFile } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:net'
import { relative, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import {
  forwarderOrigin,
  forwarderPort,
  root,
  standInOrigin,
  standInPort,
  startFile,
  startSettings,
  stateFolder,
} from './development.ts'
import type { Failure } from './failures.ts'
import { readFailures } from './failures.ts'
import { collect, partnerNames } from './mappings.ts'
import { pageLine } from './page-line.ts'
import { goodAnswers } from './stand-in-answers.ts'
import type { StandInOptions } from './stand-in.ts'
import { alertsPath, failuresPath, startStandIn } from './stand-in.ts'
import type { StateLock } from './state-lock.ts'
import { lockState } from './state-lock.ts'

const lookMs = 500
/** The file of settings, where it is not `dev.env`: what it holds may be secret. */
const ownFile = startFile === resolve(root, 'dev.env') ? undefined : shown(startFile)

const failures = await failuresAsked()
const lock = lockOfState()
process.once('exit', lock.release)
await checkMappings()
let settings = startSettings()
const server = await standIn()
await checkPort()
let restarts = false
let wrangler = startForwarder()

process.once('SIGINT', stop)
process.once('SIGTERM', stop)
// a shell of npm passes no signal on: once it is gone, nobody else would stop us
const parent = process.ppid
const watch = setInterval(
  () => process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent && stop(),
  250,
)
watchFile(startFile, { interval: lookMs }, takeUpSettings)

/** The failures of the command line; ends the program where they cannot be read. */
async function failuresAsked(): Promise<ReadonlyMap<string, Failure>> {
  const partners = await partnerNames(root)
  const read = readFailures(argumentsOfFail(), partners)
  return 'fault' in read ? giveUp(read.fault) : read
}

function argumentsOfFail(): readonly string[] {
  try {
    return parseArgs({ options: { fail: { type: 'string', multiple: true } } }).values.fail ?? []
  } catch (error) {
    return giveUp(
      `${error instanceof Error ? error.message : ''}\nnpm start [-- --fail <partner>=<failure> ...], such as --fail mixpanel=503`,
    )
  }
}

/** Keeps others off the folder of state; ends the program where another one uses it. */
function lockOfState(): StateLock {
  const found = lockState(stateFolder)
  if (!('usedBy' in found)) return found
  return giveUp(
    [
      `Another "npm start" (process ${found.usedBy}) uses ${shown(stateFolder)}: two at once would damage what is stored there.`,
      `End it, or set DEV_STATE to another folder, and PORT and STAND_IN_PORT to free ports. (If process ${found.usedBy} is something else, remove ${shown(found.file)}.)`,
    ].join('\n'),
  )
}

/** A path for people: from the project's folder, where it is in there. */
function shown(path: string): string {
  const inside = relative(root, path)
  return inside.startsWith('..') ? path : inside
}

async function checkMappings(): Promise<void> {
  const { checked } = await collect(root)
  const bad = checked.filter(({ fault }) => fault !== undefined)
  if (bad.length === 0) return
  for (const { report } of bad) console.error(report)
  giveUp('Mend the mapping and start again (npm run check shows all errors).')
}

async function standIn(): Promise<Server> {
  const options = {
    port: standInPort,
    partners: () => partnerNames(root),
    answers: goodAnswers(root),
    failures,
    show: (text: string) => console.log(`\n${text}\n`),
    ...(ownFile !== undefined && { hide: await hideCredentials() }),
  }
  return startStandIn(options).catch((error: unknown) =>
    giveUp(
      `The stand-in partner cannot listen on 127.0.0.1:${standInPort} (${String(error)}). Set STAND_IN_PORT to a free port.`,
    ),
  )
}

/** Takes the credentials of the settings out of calls. It reads the mappings that were collected, which a fresh clone lacks: so it is loaded only then. */
async function hideCredentials(): Promise<NonNullable<StandInOptions['hide']>> {
  const { withoutCredentials } = await import('./shown-secrets.ts')
  return (call) => withoutCredentials(call, settings, root)
}

/** Ends the program where the forwarder cannot have its port: else whoever listens there would answer in its place. */
async function checkPort(): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(forwarderPort, '127.0.0.1', () => probe.close(() => resolve()))
  }).catch((error: unknown) =>
    giveUp(
      [
        `The forwarder cannot listen on 127.0.0.1:${forwarderPort} (${String(error)}).`,
        'Set PORT to a free port, or end the program that listens there: after "kill -9" of npm start its forwarder (workerd) still runs.',
      ].join('\n'),
    ),
  )
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(1)
}

function startForwarder(): ChildProcess {
  // Alerts are shown here, unless the settings send them elsewhere.
  const alerts = settings['ALERT_URL'] === undefined ? [`ALERT_URL:${standInOrigin}${alertsPath}`] : []
  // Whatever file of settings this is, that of production too: only development obeys DEV_PARTNER.
  const variables = ['ENVIRONMENT:development', `DEV_PARTNER:${standInOrigin}`, ...alerts]
  const child = spawn(
    process.execPath,
    [
      resolve(root, 'node_modules/wrangler/bin/wrangler.js'),
      'dev',
      '--port',
      String(forwarderPort),
      '--ip',
      '127.0.0.1',
      // else two that start at once both take 9229, and one ends
      '--inspector-port',
      '0',
      '--env-file',
      startFile,
      ...variables.flatMap((one) => ['--var', one]),
      '--persist-to',
      stateFolder,
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
  if (child.pid !== undefined) lock.addUser(child.pid)
  child.once('exit', ended)
  void announce(child)
  return child
}

/** Ends with the forwarder, unless it ends to start again. */
function ended(code: number | null): void {
  if (restarts) {
    restarts = false
    wrangler = startForwarder()
    return
  }
  clearInterval(watch)
  unwatchFile(startFile)
  server.close()
  server.closeAllConnections()
  process.exitCode = code ?? 0
}

function stop(): void {
  unwatchFile(startFile)
  restarts = false
  wrangler.kill('SIGTERM')
}

/** Starts the forwarder again where the settings are others than before. A file that is gone may come back: until then those of before hold. */
function takeUpSettings(): void {
  if (!existsSync(startFile)) return
  const read = startSettings()
  if (isDeepStrictEqual(read, settings)) return
  settings = read
  console.log(`\n${shown(startFile)} has changed: the forwarder starts again with it\n`)
  restarts = true
  wrangler.kill('SIGTERM')
}

/** Says that the forwarder is there once it answers, unless it ends before. */
async function announce(child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${forwarderOrigin}/health`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    )
    if (answer?.ok === true)
      return console.log(
        [
          '',
          `forwarder: ${forwarderOrigin}   stand-in partner: ${standInOrigin}   try: npm run demo`,
          pageLine(forwarderOrigin, settings['ADMIN_TOKEN'], ownFile),
          `make a partner fail: curl -X PUT ${standInOrigin}${failuresPath}/mixpanel -d 503   try: npm run demo -- failures`,
          '',
        ].join('\n'),
      )
    await wait(100)
  }
}
