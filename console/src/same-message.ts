/** The filter that finds, in activity and in the queue, what came of one event: its message id, or where that is hidden the id of the request that brought it. */
export function idFilter({
  messageId = '',
  requestId = '',
}: {
  readonly messageId?: string
  readonly requestId?: string
}): { readonly messageId?: string; readonly requestId?: string } | undefined {
  if (messageId !== '' && messageId !== '…') return { messageId }
  return requestId === '' ? undefined : { requestId }
}
