import type { ListedDelivery } from '../../../src/queue/listed-delivery.ts'
import { cancel, list, retry } from '../../../src/queue/commands.ts'
import { deliveryKeyOf } from './events.ts'
import { waiting } from './tables.ts'
import type { World } from './world.ts'

/** One of the deliveries that are kept, found page by page. */
function pick(world: World, nth: number): ListedDelivery | undefined {
  const all: ListedDelivery[] = []
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
    let result: string | undefined
    try {
      result = retry(queue, id)
    } finally {
      if (result !== 'sending') world.watch.sendings.retryRequested(deliveryKeyOf(messageId, subscription ?? ''))
    }
    void queue.wake()
    if (result === 'done' && world.watch.tables.cancels.includes(id))
      world.watch.note(`${id} is both wanted and cancelled`)
    if (result !== 'done' && result !== (subscription === '' ? 'no event' : 'sending'))
      world.watch.note(`an operator's retry of a ${state} delivery was "${result}"`)
  })
}

/** An operator cancels a delivery. One that ended may wait once more, where its event came twice. */
export async function cancelOne(world: World, nth: number): Promise<void> {
  const delivery = pick(world, nth)
  if (delivery === undefined) return
  const { id, messageId, subscription, state } = delivery
  const deliveryKey = deliveryKeyOf(messageId, subscription ?? '')
  const waits = state === 'pending' || state === 'parked'
  await world.does({ kind: 'cancel', id }, (queue) => {
    const result = cancel(queue, id, 'not wanted')
    if (result === 'sending') world.watch.sendings.cancelRequested(deliveryKey, world.sender)
    if (result === 'done' && !waiting(world.watch.tables).has(deliveryKey)) world.watch.sendings.forbid(deliveryKey)
    if (result !== 'done' && result !== 'sending' && (waits || result !== 'ended'))
      world.watch.note(`an operator's cancel of a ${state} delivery was "${result}"`)
  })
}
