type Json = Readonly<Record<string, unknown>>

/** The mapping of `ours.json` as one would write it by hand in a Worker: straight code, absent values left out, nothing assumed of the event. */
export function translateByHand(event: Json): Json {
  const context = object(event['context'])
  const properties = object(event['properties'])
  const out: Record<string, unknown> = {}
  if (event['event'] !== undefined) out['event'] = event['event']
  if (event['userId'] !== undefined) out['user_id'] = event['userId']
  if (event['anonymousId'] !== undefined) out['anonymous_id'] = event['anonymousId']
  if (event['messageId'] !== undefined) out['message_id'] = event['messageId']
  if (event['timestamp'] !== undefined) out['time'] = event['timestamp']
  if (context['ip'] !== undefined) out['ip'] = context['ip']
  const url = object(context['page'])['url']
  if (url !== undefined) out['page_url'] = url
  if (context['locale'] !== undefined) out['locale'] = context['locale']
  if (properties['order_id'] !== undefined) out['order_id'] = properties['order_id']
  const email = firstFilled(object(context['traits'])['email'], properties['email'])
  if (email !== undefined) out['email'] = email
  const value = properties['revenue'] ?? properties['total']
  if (value !== undefined) out['value'] = value
  const affiliation = text(properties['affiliation'])
  const coupon = text(properties['coupon'])
  if (affiliation !== '' || coupon !== '') out['label'] = `${affiliation}: ${coupon}`
  const currency = properties['currency']
  if (currency !== undefined && currency !== null && typeof currency !== 'object')
    out['currency'] = String(currency).toUpperCase()
  const products = properties['products']
  if (products !== undefined && products !== null) {
    const list: unknown[] = []
    for (const product of Array.isArray(products) ? products : [products]) {
      if (product === null || product === undefined) continue
      const { product_id: id, name, price, quantity } = object(product)
      const item: Record<string, unknown> = {}
      if (id !== undefined) item['id'] = id
      if (name !== undefined) item['name'] = name
      if (price !== undefined) item['price'] = price
      if (quantity !== undefined) item['quantity'] = quantity
      list.push(item)
    }
    out['products'] = list
  }
  out['source'] = 'segment'
  return out
}

const none: Json = {}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : none
}
/** The first of two that is not empty; else `null` where one of them is `null`. */
function firstFilled(a: unknown, b: unknown): unknown {
  if (!isEmpty(a)) return a
  if (!isEmpty(b)) return b
  return a === null || b === null ? null : undefined
}
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
