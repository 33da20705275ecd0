/** A Worker by hand: track events to Mixpanel, an order with one more event for each product. */
import { createHash } from 'node:crypto'
import UAParser from 'ua-parser-js'
import type { Json } from './request.ts'
import { call, read, told } from './request.ts'

interface Env {
  readonly ENDPOINT_KEY: string
  readonly MIXPANEL_PROJECT_TOKEN: string
}

type Mutable = Record<string, unknown>

const none: Json = {}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : none
}

function insertId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 36)
}

type Browser = { readonly name?: string | undefined; readonly version?: string | undefined }

const browsers = new Map<string, Browser>()
const mixpanelNames = new Map([
  ['Edge', 'Microsoft Edge'],
  ['IE', 'Internet Explorer'],
  ['IEMobile', 'Internet Explorer Mobile'],
  ['Facebook', 'Facebook Mobile'],
  ['Android Browser', 'Android Mobile'],
  ['UCBrowser', 'UC Browser'],
])

/** Many events have the same user agent, and to parse one takes long. */
function browserOf(agent: unknown): Browser {
  if (typeof agent !== 'string' || agent === '') return none
  let browser = browsers.get(agent)
  if (browser === undefined) {
    const { name = '', version } = new UAParser(agent).getBrowser()
    browser = { name: mixpanelNames.get(name) ?? (name || undefined), version }
    if (browsers.size >= 100) browsers.clear()
    browsers.set(agent, browser)
  }
  return browser
}

function set(to: Mutable, name: string, value: unknown): void {
  if (value !== undefined && value !== null) to[name] = value
}

/** What all events say of where they come from. */
function common(event: Json): Mutable {
  const context = object(event['context'])
  const app = object(context['app'])
  const campaign = object(context['campaign'])
  const device = object(context['device'])
  const library = object(context['library'])
  const network = object(context['network'])
  const os = object(context['os'])
  const page = object(context['page'])
  const screen = object(context['screen'])
  const hints = object(context['userAgentData'])
  const browser = browserOf(context['userAgent'])
  const distinctId = event['userId'] || event['anonymousId']
  const to: Mutable = {}
  set(to, 'time', Date.parse(String(event['timestamp'] ?? event['receivedAt'])))
  set(to, 'distinct_id', distinctId)
  to['$insert_id'] = insertId(String(event['messageId']))
  set(to, 'id', distinctId)
  set(to, '$user_id', event['userId'])
  set(to, '$identified_id', event['userId'])
  set(to, '$anon_id', event['anonymousId'])
  set(to, '$device_id', event['anonymousId'])
  set(to, '$group_id', context['groupId'])
  set(to, 'event_original_name', event['event'])
  to['$source'] = 'segment'
  if (library['name'] !== undefined) to['mp_lib'] = `Segment Actions: ${String(library['name'])}`
  set(to, '$lib_version', library['version'])
  to['ip'] = context['ip'] ?? 0
  set(to, 'mp_country_code', object(context['location'])['country'])
  set(to, '$locale', context['locale'])
  set(to, 'timezone', context['timezone'])
  set(to, '$current_url', page['url'])
  set(to, '$referrer', page['referrer'])
  set(to, 'utm_source', campaign['source'])
  set(to, 'utm_medium', campaign['medium'])
  set(to, 'utm_campaign', campaign['name'])
  set(to, 'utm_term', campaign['term'])
  set(to, 'utm_content', campaign['content'])
  set(to, '$browser', browser.name)
  set(to, '$browser_version', browser.version)
  set(to, '$mobile', hints['mobile'])
  set(to, '$platform', hints['platform'])
  set(to, '$architecture', hints['architecture'])
  set(to, '$bitness', hints['bitness'])
  set(to, '$platformVersion', hints['platformVersion'])
  set(to, '$uaFullVersion', hints['uaFullVersion'])
  set(to, '$wow64', hints['wow64'])
  set(to, '$app_name', app['name'])
  set(to, '$app_namespace', app['namespace'])
  set(to, '$app_version_string', app['version'])
  set(to, '$app_build_number', app['build'])
  set(to, 'app_platform', app['platform'])
  set(to, '$os', os['name'])
  set(to, '$os_version', os['version'])
  set(to, '$device', device['name'])
  set(to, '$device_name', device['name'])
  set(to, '$device_type', device['type'])
  set(to, '$manufacturer', device['manufacturer'])
  set(to, '$model', device['model'])
  set(to, '$ios_ifa', device['advertisingId'] ?? device['idfa'])
  set(to, 'advertising_id', device['advertisingId'])
  if (device['adTrackingEnabled'] !== undefined) to['ad_tracking_enabled'] = String(device['adTrackingEnabled'])
  set(to, '$bluetooth_enabled', network['bluetooth'])
  set(to, '$cellular_enabled', network['cellular'])
  set(to, '$wifi_enabled', network['wifi'])
  set(to, '$carrier', network['carrier'])
  set(to, '$screen_width', screen['width'])
  set(to, '$screen_height', screen['height'])
  set(to, '$screen_density', screen['density'])
  return to
}

const reserved = new Set([
  'time',
  'id',
  'distinct_id',
  '$insert_id',
  '$user_id',
  '$anon_id',
  '$group_id',
  'token',
  '$device_id',
  '$identified_id',
])
const ofOrder = new Set([
  'affiliation',
  'subtotal',
  'total',
  'revenue',
  'shipping',
  'tax',
  'discount',
  'coupon',
  'currency',
  'order_number',
  'products',
])
const ofProduct = ['product_id', 'sku', 'category', 'name', 'brand', 'variant', 'coupon', 'url', 'image_url']

function itemsOf(event: Json): Json[] {
  const shared = common(event)
  const properties = object(event['properties'])
  const own: Mutable = {}
  for (const name in properties) if (!reserved.has(name)) own[name] = properties[name]
  const items: Json[] = [{ event: event['event'], properties: { ...shared, ...own } }]
  if (event['event'] !== 'Order Completed' || !Array.isArray(properties['products'])) return items
  for (const [index, one] of properties['products'].entries()) {
    const product = object(one)
    const to: Mutable = { ...shared }
    for (const name in own) if (!ofOrder.has(name)) to[name] = own[name]
    for (const name of ofProduct) if (product[name] !== undefined) to[name] = product[name]
    if (product['price'] !== undefined) to['price'] = Number(product['price'])
    if (product['quantity'] !== undefined) to['quantity'] = Math.trunc(Number(product['quantity']))
    if (product['position'] !== undefined) to['position'] = Number(product['position'])
    to['time'] = Number(shared['time']) - index - 1
    to['$insert_id'] = insertId(`${index}-${String(event['messageId'])}`)
    items.push({ event: 'Product Purchased', properties: to })
  }
  return items
}

export default {
  async fetch(request, env): Promise<Response> {
    const came = await read(request, env.ENDPOINT_KEY, ['track'])
    if (came instanceof Response) return came
    const { events, many } = came
    const outcome = await call(
      'https://api.mixpanel.com/import?strict=1',
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Basic ${btoa(`${env.MIXPANEL_PROJECT_TOKEN}:`)}`,
        },
        body: JSON.stringify(events.flatMap(itemsOf)),
      },
      events,
    )
    return told(
      events.map(() => outcome),
      many,
    )
  },
} satisfies ExportedHandler<Env>
