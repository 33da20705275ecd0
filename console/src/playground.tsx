import type { JSX } from 'preact'
import { render } from 'preact'
import { place } from './router.ts'
import { Tab } from './tabs/test.tsx'
import { applyTheme } from './theme.ts'
import { ThemeButton } from './parts/theme-button.tsx'

function Playground(): JSX.Element {
  return (
    <div class="frame">
      <header class="bar">
        <strong class="brand">Edge Forwarder · Playground</strong>
        <p class="muted">Nothing is sent: what you type stays in this browser, and in the address behind “#”.</p>
        <div class="who">
          <ThemeButton />
        </div>
      </header>
      <main id="main">
        <Tab />
      </main>
    </div>
  )
}

applyTheme()
if (place.value.tab !== 'test') location.replace('#/test')
const root = document.querySelector('#page')
if (root !== null) render(<Playground />, root)
