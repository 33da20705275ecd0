import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { AccountFilters, ChoiceFilter, Filters, TextFilter, TimeFilter } from '../../parts/filters.tsx'
import type { Option } from '../../parts/filters.tsx'
import type { Partner } from '../../replies.ts'
import { defaultTime, filterNames } from './find.ts'

const times: readonly Option[] = [
  ['15m', 'last 15 minutes'],
  ['1h', 'last hour'],
  ['6h', 'last 6 hours'],
  ['1d', 'last day'],
  ['3d', 'last 3 days'],
]

const outcomes: readonly Option[] = [
  ['', 'any'],
  ...[
    'delivered',
    'shadowed',
    'queued',
    'retryable',
    'skipped',
    'erased',
    'unsupported',
    'rejected',
    'unauthorized',
    'invalid',
    'forbidden',
    'unsettled',
    'mapping changed',
    'given up',
    'poison',
    'cancelled',
  ].map((one) => [one, one] as const),
]

const failed: readonly Option[] = [
  ['', 'all'],
  ['true', 'what failed'],
  ['false', 'what did not fail'],
]

/** The filters, which stand in the address. */
export function ActivityFilters({ partners }: { readonly partners: readonly Partner[] }): JSX.Element {
  return (
    <Filters
      names={filterNames}
      more={
        <>
          <TextFilter name="event" label="Event name" />
          <TextFilter name="reason" label="Reason holds" />
          <TextFilter name="messageId" label="Message id" />
          <TextFilter name="requestId" label="Request id" />
        </>
      }
    >
      <AccountFilters partners={partners} />
      <TimeFilter options={times} otherwise={defaultTime} />
      <ChoiceFilter name="failed" label="Show" options={failed} />
      <ChoiceFilter name="outcome" label="Outcome" options={outcomes} />
    </Filters>
  )
}

/** Searches by the id of a user. It is kept by the page alone while it is open: it stands in no address. */
export function UserSearch({
  user,
  set,
}: {
  readonly user: string
  readonly set: (user: string) => void
}): JSX.Element {
  const [text, setText] = useState(user)
  const submit = (event: Event): void => {
    event.preventDefault()
    set(text.trim())
  }
  const clear = (): void => {
    setText('')
    set('')
  }
  return (
    <form class="filters" onSubmit={submit} aria-label="Search by a user">
      <div class="long">
        <label for="user-id">User's id</label>
        <input
          id="user-id"
          value={text}
          placeholder="userId or anonymousId"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
          aria-describedby="user-note"
        />
      </div>
      <button type="submit">Find</button>
      {user !== '' && (
        <button type="button" class="plain" onClick={clear}>
          All users
        </button>
      )}
      <small id="user-note" class="note" role="status">
        {user === ''
          ? 'The id is stored nowhere and stands in no address: a link that you pass on does not hold it.'
          : 'Only events of this user are shown below, by the filters above; the counts over time are of all users.'}
      </small>
    </form>
  )
}
