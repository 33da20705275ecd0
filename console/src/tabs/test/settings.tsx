import type { JSX } from 'preact'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import type { Drafting } from './draft.ts'

/** Settings that are not secret, to be tried with other values; secrets are `{{settings.name}}` in what is shown. */
export function Settings({ mapping, draft, set }: Drafting & { readonly mapping: Mapping }): JSX.Element | null {
  const open = Object.entries(mapping.settings).filter(([, { secret }]) => secret !== true)
  if (open.length === 0) return null
  return (
    <details>
      <summary>Settings</summary>
      <div class="filters">
        {open.map(([name, setting]) => (
          <div key={name}>
            <label for={`setting-${name}`}>{setting.label}</label>
            <input
              id={`setting-${name}`}
              placeholder={setting.default ?? `{{settings.${name}}}`}
              value={draft.settings[name] ?? ''}
              onInput={(event) => set({ settings: { ...draft.settings, [name]: event.currentTarget.value } })}
            />
          </div>
        ))}
      </div>
    </details>
  )
}
