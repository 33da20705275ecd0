import type { FunctionComponent, JSX } from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { useState } from 'preact/hooks'
import { Loading } from './parts/states.tsx'
import { ThemeButton } from './parts/theme-button.tsx'
import { addressOf, place } from './router.ts'
import { session } from './session.ts'
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
  const open = tabs.find(({ name }) => name === place.value.tab) ?? tabs[0]
  document.title = `${open?.title ?? ''} · Edge Forwarder`
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
        <Suspense fallback={<Loading what={open?.title ?? 'the tab'} />}>
          {open !== undefined && <open.show />}
        </Suspense>
      </main>
    </div>
  )
}

function skip(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

function SignIn(): JSX.Element {
  const [token, setToken] = useState('')
  const [fault, setFault] = useState<string>()
  const submit = (event: Event): void => {
    event.preventDefault()
    void signIn(token).then(setFault)
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
