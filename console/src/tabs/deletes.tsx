import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Certificate } from './deletes/certificate-view.tsx'
import { holdKeys } from './deletes/held-keys.ts'
import { Keys } from './deletes/keys.tsx'
import { DeleteList } from './deletes/list.tsx'
import type { User } from './deletes/verified.ts'

/** The tab of deletes: all of them by filters, or those of one user as a certificate. */
export function Tab(): JSX.Element {
  // the id of a user stands in no address: it is kept here only
  const [user, setUser] = useState<User>()
  const [keys, setKeys] = useState('')
  const [fault, setFault] = useState<string>()
  const hold = async (given: string): Promise<void> => {
    setKeys('')
    setFault(await holdKeys(given))
  }
  const find = (wanted: User): void => {
    // keys that are typed are meant for the certificate
    if (keys.trim() !== '') void hold(keys)
    setUser(wanted)
  }
  return (
    <section>
      <h1>Deletes</h1>
      <Search find={find} />
      <Keys text={keys} type={setKeys} hold={hold} fault={fault} />
      {user === undefined ? <DeleteList /> : <Certificate user={user} close={() => setUser(undefined)} />}
    </section>
  )
}

function Search({ find }: { readonly find: (user: User) => void }): JSX.Element {
  const [kind, setKind] = useState<User['kind']>('userId')
  const [id, setId] = useState('')
  return (
    <form
      class="filters"
      aria-label="Certificate for one user"
      onSubmit={(event) => {
        event.preventDefault()
        find({ kind, id })
      }}
    >
      <div>
        <label for="user-kind">Find a user by</label>
        <select
          id="user-kind"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value === 'userId' ? 'userId' : 'anonymousId')}
        >
          <option>userId</option>
          <option>anonymousId</option>
        </select>
      </div>
      <div class="wide">
        <label for="user-id">The id, as it was sent</label>
        <input
          id="user-id"
          required
          autocomplete="off"
          spellcheck={false}
          value={id}
          onInput={(event) => setId(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="primary">
        Make the certificate
      </button>
    </form>
  )
}
