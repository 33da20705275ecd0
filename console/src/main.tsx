import { render } from 'preact'
import { Page } from './shell.tsx'
import { findSession } from './sign-in.ts'
import { applyTheme } from './theme.ts'

applyTheme()
void findSession()
const root = document.querySelector('#page')
if (root !== null) render(<Page />, root)
