import type { JSX } from 'preact'
import { nextTheme, theme } from '../theme.ts'

/** Changes the colours of the page: those of the system, light, dark. */
export function ThemeButton(): JSX.Element {
  return (
    <button type="button" class="plain" onClick={nextTheme} title="Colours: system, light, dark">
      <span class="hidden">Colours: </span>
      {theme.value}
    </button>
  )
}
