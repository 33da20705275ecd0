import type { Delivery } from '../../../src/queue/delivery.ts'
import { cancel, list, retry } from '../../../src/queue/desk.ts'
import { debtOf } from './events.ts'
import { waiting } from './tables.ts'
import type { World } from './world.ts'

/** One of the deliveries that are kept, found page by page. */
function pick(world: World, nth: number): Delivery | undefined {
  const all: Delivery[] = []
  let cursor: string | undefined
  do {
    const page = list(world.queue, { kind: 'event' }, { cursor, limit: 7 })
    all.push(...page.deliveries)
    cursor = page.cursor
  } while (cursor !== undefined)
  return all[nth % Math.max(1, all.length)]
}

/** An operator has a delivery sent again. */
export async function retryOne(world: World, nth: number): Promise<void> {
  const delivery = pick(world, nth)
  if (delivery === undefined) return
  const { id, messageId, subscription, state } = delivery
  await world.does({ kind: 'retry', id }, (queue) => {
    let wish: string | undefined
    try {
      wish = retry(queue, id)
    } finally {
      if (wish !== 'sending') world.watch.sendings.unwish(debtOf(messageId, subscription ?? ''))
    }
    void queue.wake()
    if (wish === 'done' && world.watch.tables.cancels.includes(id))
      world.watch.note(`${id} is both wanted and cancelled`)
    if (wish !== 'done' && wish !== (subscription === '' ? 'no event' : 'sending'))
      world.watch.note(`an operator's retry of a ${state} delivery was "${wish}"`)
  })
}

/** An operator cancels a delivery. One that ended may wait once more, where its event came twice. */
export async function cancelOne(world: World, nth: number): Promise<void> {
  const delivery = pick(world, nth)
  if (delivery === undefined) return
  const { id, messageId, subscription, state } = delivery
  const debt = debtOf(messageId, subscription ?? '')
  const waits = state === 'pending' || state === 'parked'
  await world.does({ kind: 'cancel', id }, (queue) => {
    const wish = cancel(queue, id, 'not wanted')
    if (wish === 'sending') world.watch.sendings.wish(debt, world.sender)
    if (wish === 'done' && !waiting(world.watch.tables).has(debt)) world.watch.sendings.forbid(debt)
    if (wish !== 'done' && wish !== 'sending' && (waits || wish !== 'ended'))
      world.watch.note(`an operator's cancel of a ${state} delivery was "${wish}"`)
  })
}
