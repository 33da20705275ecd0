import type { JSX } from 'preact'
import { placeholder } from '../../../../src/mapping/shown-request.ts'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import type { Drafting } from './draft.ts'

/** Settings, to be tried with other values. Of a secret that need not be set one says whether it is: in what is shown it is `{{settings.name}}`. */
export function Settings({ mapping, draft, set }: Drafting & { readonly mapping: Mapping }): JSX.Element | null {
  const all = Object.entries(mapping.settings)
  const open = all.filter(([, { secret }]) => secret !== true)
  const optional = all.filter(([, { secret, required }]) => secret === true && required !== true)
  if (open.length + optional.length === 0) return null
  const fill = (name: string, value: string): void => set({ typed: { ...draft.typed, [name]: value } })
  return (
    <details>
      <summary>Settings</summary>
      <div class="filters">
        {open.map(([name, setting]) => (
          <div key={name}>
            <label for={`setting-${name}`}>{setting.label}</label>
            <input
              id={`setting-${name}`}
              placeholder={setting.default ?? (setting.required === true ? placeholder(name) : 'not set')}
              value={draft.typed[name] ?? ''}
              onInput={(event) => fill(name, event.currentTarget.value)}
            />
          </div>
        ))}
      </div>
      {optional.length > 0 && (
        <fieldset>
          <legend>Secrets that are set</legend>
          {optional.map(([name, { label }]) => (
            <label key={name} class="row">
              <input
                type="checkbox"
                checked={(draft.settings[name] ?? '') !== ''}
                onChange={(event) => fill(name, event.currentTarget.checked ? placeholder(name) : '')}
              />
              {label}
            </label>
          ))}
        </fieldset>
      )}
    </details>
  )
}
