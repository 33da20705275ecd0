import type { QueueRow, Due } from '../../../src/queue/queue-row.ts'
import { queueRowsOf } from '../../../src/queue/queue-row.ts'
import type { Command, Commit } from './commands.ts'
import { entryOf, subscriptions } from './events.ts'
import { cancelOne, retryOne } from './operator.ts'
import type { World } from './world.ts'

const [second, minute] = [1_000, 60_000]
/** So much happens at most while time passes. */
const mostSteps = 60
/** A repaired world that takes more steps than that never comes to rest. */
const stepsToRest = 5_000

/** Performs one command after the other; then the world is repaired, and everything must come to its end. Gives in which ways deliveries ended. */
export async function play(world: World, commands: readonly Command[]): Promise<readonly string[]> {
  const committed: Commit[] = []
  try {
    for (const one of commands) {
      await perform(world, one, committed)
      world.watch.compare()
    }
    await repair(world)
    return Object.keys(world.watch.tables.counts)
  } finally {
    world.end()
  }
}

async function perform(world: World, command: Command, committed: Commit[]): Promise<void> {
  switch (command.do) {
    case 'commit':
      committed.push(command)
      return accept(world, command)
    case 'commit again': {
      const before = committed[command.nth % Math.max(1, committed.length)]
      return before === undefined ? undefined : accept(world, before)
    }
    case 'pass':
      return pass(world, command.ms)
    case 'leap':
      world.clock.move(command.ms)
      return pass(world, 0, command.alarmFirst)
    case 'set back':
      return world.clock.setBack(command.ms)
    case 'alarm':
      for (let time = 0; time < command.times; time++) await ring(world)
      return undefined
    case 'crash':
      if (command.midway) await ring(world)
      world.crash(command)
      return world.settle()
    case 'break':
      world.fault = command
      return undefined
    case 'partner':
      return world.partner.behave(command.manners)
    case 'pause':
      world.isPaused = command.on
      return undefined
    case 'mapping':
      world.version = command.version
      return undefined
    case 'deploy':
      world.deployment += '+'
      return undefined
    case 'retry':
      if (command.midway) await ring(world)
      return retryOne(world, command.nth)
    case 'cancel':
      if (command.midway) await ring(world)
      return cancelOne(world, command.nth)
    case 'delete':
      if (command.midway) await ring(world)
      return world.deletes(`u${command.user}`, `delete-reg-${world.clock.elapsed}`)
  }
}

async function ring(world: World): Promise<void> {
  if (!world.mayRing) return
  world.ring()
  await world.settle()
}

/** Time passes; where very much happens, less of it. */
async function pass(world: World, ms: number, alarmFirst = false): Promise<void> {
  const until = world.clock.elapsed + ms
  for (let i = 0; i < mostSteps; i++) if (!(await world.step(until - world.clock.elapsed, alarmFirst))) break
}

async function accept(world: World, { events, owed, each, due, twice, letters }: Commit): Promise<void> {
  const names = due === 'held' ? ['Batch'] : subscriptions.filter((_, i) => (owed & (1 << i)) !== 0)
  const entries = events.map((n) => entryOf(n, names))
  const when: Due =
    due === 'held'
      ? { hold: { subscription: 'Batch', forMs: minute, most: 3 } }
      : { inMs: due === 'now' ? 0 : 20 * second }
  const once: readonly QueueRow[] = each
    ? entries.flatMap((entry) => queueRowsOf('simulated', [entry], when))
    : queueRowsOf('simulated', entries, when)
  const chunks = (twice ? [...once, ...once] : once).filter(({ id }) => !world.isHaunted(id))
  await world.does({ kind: 'commit', chunks, letters }, (queue) => {
    queue.commit([{ chunks, letters: Array.from({ length: letters }, letter), request: 'request' }])
    void queue.arm()
  })
}

function letter() {
  const id = `${'e'.repeat(24)}-${'0'.repeat(12)}`
  const about = { subscription: '', messageId: '', acceptedAt: 0, attempts: 0, request: undefined }
  return { ...about, id, state: 'dead', reason: 'invalid', entry: { invalid: 1 } } as const
}

/** Everything is as it should be: then everything that waits comes to its end. */
async function repair(world: World): Promise<void> {
  world.partner.behave([{ answer: 'ok', afterMs: 10 }])
  world.version = 'full'
  world.isPaused = false
  world.fault = undefined
  for (let steps = 0; await world.step(); steps++) if (steps > stepsToRest) throw new Error('it does not come to rest')
  const { rows, deletes } = world.watch.tables
  if (rows.size > 0 || deletes.some(({ open }) => open)) throw new Error('something is left')
}
