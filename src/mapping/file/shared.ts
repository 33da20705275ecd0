import type { CompileContext } from '../context/compile-context.ts'
import type { MappingFile, SharedFile, SubscriptionFile } from './schema.ts'

/** Warns of parts of the file that no subscription takes, nor the deletion. The context is that of the file. */
export function warnOfUnused(file: MappingFile, context: CompileContext): void {
  for (const part of ['request', 'batch', 'requires'] as const) {
    const isUnused = file.subscriptions.every((one) => saysOwn(one, part)) && !deletionTakes(file, part)
    if (file[part] !== undefined && isUnused)
      context.in(part).warn('every subscription says its own: leave this one out')
  }
}

function saysOwn(subscription: SubscriptionFile, part: keyof SharedFile): boolean {
  return subscription[part] !== undefined || (part === 'request' && subscription.requests !== undefined)
}

/** Whether the deletion goes by a part of the file: one without a request of its own takes the file's, in its batches. */
export function deletionTakes({ deletion, request }: MappingFile, part: keyof SharedFile): boolean {
  if (deletion === undefined || deletion.unsupported !== undefined || part === 'requires') return false
  const takesRequest = request !== undefined && deletion.request === undefined && deletion.requests === undefined
  return takesRequest && deletion[part] === undefined
}
