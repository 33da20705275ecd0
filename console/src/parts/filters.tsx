import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Partner } from '../replies.ts'
import { change, place } from '../router.ts'
import { durationMs, localText } from '../times.ts'

/** Changes filters of the place; what was shown as a later page begins anew. */
function filterBy(parameters: Readonly<Record<string, string | undefined>>): void {
  change({ ...parameters, cursor: undefined })
}

/** The filters of a list. Where there is little room those of `more` are shown when they are asked for. */
export function Filters({
  children,
  more,
  names,
}: {
  readonly children: ComponentChildren
  readonly more: ComponentChildren
  /** The names of all filters, which can be cleared together. */
  readonly names: readonly string[]
}): JSX.Element {
  const [isAll, setAll] = useState(false)
  return (
    <div class={isAll ? 'filters all' : 'filters'} role="search" aria-label="Filters">
      {children}
      <div class="more">{more}</div>
      <button type="button" class="plain narrow" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
        {isAll ? 'Fewer filters' : 'More filters'}
      </button>
      <ClearFilters names={names} />
    </div>
  )
}

/** A choice as its value and what is shown of it. */
export type Option = readonly [value: string, text: string]

/** A filter that is one of some values; one that the address has and nobody offered is offered too. */
export function ChoiceFilter({
  name,
  label,
  options,
}: {
  readonly name: string
  readonly label: string
  readonly options: readonly Option[]
}): JSX.Element {
  const now = place.value.parameters[name] ?? ''
  const all = options.some(([value]) => value === now) ? options : [...options, [now, now] as const]
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} value={now} onChange={(event) => filterBy({ [name]: event.currentTarget.value })}>
        {all.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** A filter that is typed. It holds when Enter is pressed or the field is left, so that nothing is looked for by half a name. */
export function TextFilter({
  name,
  label,
  list,
  placeholder = 'any',
}: {
  readonly name: string
  readonly label: string
  /** What is offered. */
  readonly list?: readonly string[]
  readonly placeholder?: string
}): JSX.Element {
  const now = place.value.parameters[name] ?? ''
  const [text, setText] = useState(now)
  useEffect(() => setText(now), [now])
  const commit = (value: string): void => {
    if (value.trim() !== now) filterBy({ [name]: value.trim() })
  }
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        value={text}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        list={list === undefined ? undefined : `filter-${name}-list`}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget.value)}
        onBlur={(event) => commit(event.currentTarget.value)}
      />
      {list !== undefined && (
        <datalist id={`filter-${name}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  )
}

/** The filters by partner and account. Accounts of customers are many, and can be typed. */
export function AccountFilters({ partners }: { readonly partners: readonly Partner[] }): JSX.Element {
  const { partner = '' } = place.value.parameters
  const names = partners.map((one) => one.partner)
  const accounts = partners.find((one) => one.partner === partner)?.accounts?.map(({ account }) => account) ?? []
  const all = partner === '' || names.includes(partner) ? names : [...names, partner]
  return (
    <>
      <div>
        <label for="filter-partner">Partner</label>
        <select
          id="filter-partner"
          value={partner}
          onChange={(event) => filterBy({ partner: event.currentTarget.value, account: undefined })}
        >
          <option value="">all</option>
          {all.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      {partner !== '' && <TextFilter name="account" label="Account" list={accounts} placeholder="all" />}
    </>
  )
}

/** The filter by time: a duration before now, or two times. */
export function TimeFilter({
  options,
  otherwise,
}: {
  readonly options: readonly Option[]
  /** The value that holds where the address says nothing. */
  readonly otherwise: string
}): JSX.Element {
  const { since = otherwise, until = '' } = place.value.parameters
  const isExact = until !== '' || (since !== '' && durationMs(since) === undefined)
  const all = isExact || options.some(([value]) => value === since) ? options : [...options, [since, since] as const]
  const choose = (value: string): void =>
    value === 'exact'
      ? filterBy({ since: new Date(Date.now() - (durationMs(since) ?? 3_600_000)).toISOString(), until: undefined })
      : filterBy({ since: value === otherwise ? undefined : value, until: undefined })
  return (
    <>
      <div>
        <label for="filter-time">Time</label>
        <select
          id="filter-time"
          value={isExact ? 'exact' : since}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {all.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
          <option value="exact">exact times</option>
        </select>
      </div>
      {isExact && (
        <>
          <ExactTime name="since" label="From" iso={durationMs(since) === undefined ? since : ''} />
          <ExactTime name="until" label="To" iso={until} />
        </>
      )}
    </>
  )
}

function ExactTime({
  name,
  label,
  iso,
}: {
  readonly name: string
  readonly label: string
  readonly iso: string
}): JSX.Element {
  const set = (value: string): void => {
    const at = new Date(value)
    filterBy({ [name]: Number.isNaN(at.getTime()) ? undefined : at.toISOString() })
  }
  return (
    <div>
      <label for={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        type="datetime-local"
        value={localText(iso)}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </div>
  )
}

function ClearFilters({ names }: { readonly names: readonly string[] }): JSX.Element | null {
  const { parameters } = place.value
  if (names.every((name) => parameters[name] === undefined)) return null
  const clear = (): void => filterBy(Object.fromEntries(names.map((name) => [name, undefined])))
  return (
    <button type="button" class="plain" onClick={clear}>
      Clear the filters
    </button>
  )
}
