import { signal } from '@preact/signals'

/** Where the page is: a tab with its parameters, which stand in the address behind `#/`. */
export interface Place {
  readonly tab: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Where the page is now. */
export const place = signal<Place>(read())

function read(): Place {
  const [, tab = '', query = ''] = /^#\/([^?]*)(?:\?(.*))?$/.exec(location.hash) ?? []
  return { tab: tab === '' ? 'overview' : tab, parameters: Object.fromEntries(new URLSearchParams(query)) }
}

globalThis.addEventListener('hashchange', () => void (place.value = read()))

/** The address of a place; parameters that are empty are left out. */
export function addressOf(tab: string, parameters: Readonly<Record<string, string | undefined>> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, value)
  const text = query.toString()
  return `#/${tab}${text === '' ? '' : `?${text}`}`
}

/** Goes to a place. */
export function go(tab: string, parameters: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = addressOf(tab, parameters)
}

/** Changes parameters of the place, such as a filter; what is typed makes no entry in the browser's history. */
export function change(parameters: Readonly<Record<string, string | undefined>>): void {
  const { tab, parameters: before } = place.value
  replace(tab, { ...before, ...parameters })
}

/** Goes to a place which takes that of the present one in the browser's history. */
export function replace(tab: string, parameters: Readonly<Record<string, string | undefined>> = {}): void {
  history.replaceState(undefined, '', addressOf(tab, parameters))
  place.value = read()
}
