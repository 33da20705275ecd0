import type { FunctionComponent, JSX } from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Empty, Loading } from './parts/states.tsx'
import { ThemeButton } from './parts/theme-button.tsx'
import { addressOf, place } from './router.ts'
import { session, signInFault } from './session.ts'
import { signIn, signOut } from './sign-in.ts'
import { Overview } from './tabs/overview.tsx'

interface Tab {
  readonly name: string
  readonly title: string
  readonly show: FunctionComponent
}

function later(load: () => Promise<{ readonly Tab: FunctionComponent }>): FunctionComponent {
  return lazy(async () => ({ default: (await load()).Tab }))
}

/** The tabs, in the order in which they stand. All but the first are loaded when they are opened. */
const tabs: readonly Tab[] = [
  { name: 'overview', title: 'Overview', show: Overview },
  { name: 'test', title: 'Test', show: later(() => import('./tabs/test.tsx')) },
  { name: 'suite', title: 'Test suite', show: later(() => import('./tabs/suite.tsx')) },
  { name: 'activity', title: 'Activity', show: later(() => import('./tabs/activity.tsx')) },
  { name: 'queue', title: 'Queue', show: later(() => import('./tabs/queue.tsx')) },
  { name: 'deletes', title: 'Deletes', show: later(() => import('./tabs/deletes.tsx')) },
  { name: 'partners', title: 'Partners', show: later(() => import('./tabs/partners.tsx')) },
]

/** The page: the sign-in, or the tabs. */
export function Page(): JSX.Element {
  if (session.value === null) return <Loading what="the page" />
  if (session.value === undefined) return <SignIn />
  const open = tabs.find(({ name }) => name === place.value.tab)
  document.title = `${open?.title ?? 'No such tab'} · Edge Forwarder`
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="bar">
        <strong class="brand">Edge Forwarder</strong>
        <nav aria-label="Tabs">
          {tabs.map(({ name, title }) => (
            <a key={name} href={addressOf(name)} aria-current={name === open?.name ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div class="who">
          {session.value.environment !== 'production' && <span class="badge quiet">{session.value.environment}</span>}
          <span class="badge quiet" title="What you are signed in as">
            {session.value.role}
          </span>
          <ThemeButton />
          <button type="button" class="plain" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {open === undefined ? (
          <NoSuchTab />
        ) : (
          <Suspense fallback={<Loading what={open.title} />}>
            <open.show />
          </Suspense>
        )}
      </main>
    </div>
  )
}

function NoSuchTab(): JSX.Element {
  return (
    <section>
      <h1>No such tab</h1>
      <Empty title={`There is no tab "${place.value.tab}".`}>
        <ul class="chips">
          {tabs.map(({ name, title }) => (
            <li key={name}>
              <a href={addressOf(name)}>{title}</a>
            </li>
          ))}
        </ul>
      </Empty>
    </section>
  )
}

function skip(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

function SignIn(): JSX.Element {
  const [token, setToken] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const fault = signInFault.value
  const submit = (event: Event): void => {
    event.preventDefault()
    void signIn(token)
  }
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>Edge Forwarder</h1>
        <p>
          Sign in with <code>ADMIN_TOKEN</code>, or with <code>VIEWER_TOKEN</code> to look and change nothing.{' '}
          <code>npm start</code> prints a link that signs you in.
        </p>
        <label for="token">Token</label>
        <input
          ref={field}
          id="token"
          type="password"
          autocomplete="current-password"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
          aria-describedby={fault === undefined ? undefined : 'fault'}
          aria-invalid={fault !== undefined}
        />
        {fault !== undefined && (
          <p id="fault" class="fault" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
    </main>
  )
}
