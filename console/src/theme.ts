import { signal } from '@preact/signals'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const stored = localStorage.getItem('theme')

/** Which colours the page has: those of the system, or what was chosen. */
export const theme = signal<Theme>(themes.find((one) => one === stored) ?? 'system')

/** Shows the page in its theme. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.value
}

/** Goes on to the next theme, and keeps it for the next visit. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system'
  localStorage.setItem('theme', theme.value)
  applyTheme()
}
