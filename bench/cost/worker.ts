/** The Worker of `npm run bench:cost`: the real one; its objects count what they are asked and what they write. `GET /billed` gives it, and begins anew. */
import { AccountActivity as RealActivity } from '../../src/activity/activity.ts'
import type { Env } from '../../src/env.ts'
import { createApp } from '../../src/http/app.ts'
import { PartnerQueue as RealQueue } from '../../src/queue/queue.ts'
import { Registry as RealRegistry } from '../../src/registry/registry.ts'
import { Watch } from '../queue/watch.ts'
import type { Billed } from './billed.ts'

let calls = 0
const watches: Watch[] = []

/** Counts what is read and written through the storage of an object. */
function watch({ storage }: DurableObjectState): void {
  const one = new Watch(storage)
  one.countsReads = true
  watches.push(one)
}

/** Counts each call of a method that another object or the Worker can make. */
function countCalls(prototype: object): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method: unknown = Reflect.get(prototype, name)
    if (name === 'constructor' || typeof method !== 'function') continue
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...values: unknown[]): unknown {
        calls++
        return Reflect.apply(method, this, values)
      },
    })
  }
}

for (const { prototype } of [RealQueue, RealRegistry, RealActivity]) countCalls(prototype)

export class PartnerQueue extends RealQueue {
  constructor(context: DurableObjectState, env: Env) {
    watch(context)
    super(context, env)
  }
}

export class Registry extends RealRegistry {
  constructor(context: DurableObjectState, env: Env) {
    watch(context)
    super(context, env)
  }
}

export class AccountActivity extends RealActivity {
  constructor(context: DurableObjectState, env: Env) {
    watch(context)
    super(context, env)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

function billed(): Billed {
  const tallies = watches.map((one) => one.take())
  const found = {
    calls,
    written: sum(tallies.flatMap(({ rows, alarms }) => [...Object.values(rows), alarms])),
    read: sum(tallies.map(({ rowsRead }) => rowsRead)),
  }
  calls = 0
  return found
}

const app = createApp()

export default {
  fetch(request, env: Env, context): Response | Promise<Response> {
    return new URL(request.url).pathname === '/billed' ? Response.json(billed()) : app.fetch(request, env, context)
  },
} satisfies ExportedHandler<Env>
