import type { JSX } from 'preact'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import { segmentName, settingVariable, variableName } from '../../../../src/mapping/file/settings.ts'
import { Copy } from '../../parts/code.tsx'
import type { Account, Partner } from '../../replies.ts'

type SettingOfFile = Mapping['settings'][string]

/** The settings of a partner: what each is, whether it is set (never its value), and the line that sets it. */
export function Settings({
  partner: { partner: slug, accounts = [] },
  settings,
}: {
  readonly partner: Partner
  readonly settings: Mapping['settings']
}): JSX.Element {
  const isOwn = Object.values(settings).some(({ from }) => from !== 'segment')
  return (
    <section aria-label="Settings">
      <h3>Settings</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label="Settings and how they are set">
        <table>
          <thead>
            <tr>
              <th>Setting</th>
              <th>What it is</th>
              {isOwn && <th>Set</th>}
              <th>How to set it</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(settings).map(([name, setting]) => (
              <tr key={name}>
                <td>
                  <code>{name}</code>
                  <div>
                    {setting.required === true && <span class="badge">required</span>}{' '}
                    {setting.secret === true && <span class="badge">secret</span>}
                  </div>
                </td>
                <td class="wrap">
                  <About setting={setting} />
                </td>
                {isOwn && (
                  <td>
                    <SetIn accounts={accounts} name={name} setting={setting} />
                  </td>
                )}
                <td>
                  <Line slug={slug} name={name} setting={setting} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isOwn ? (
        <OtherAccount slug={slug} settings={settings} />
      ) : (
        <p class="muted">
          All settings come with the requests. A customer's key alone opens the route where <code>OPEN_PARTNERS</code>{' '}
          names <code>{slug}</code>.
        </p>
      )}
    </section>
  )
}

function About({ setting }: { readonly setting: SettingOfFile }): JSX.Element {
  const { label, description, choices, default: fallback } = setting
  return (
    <>
      <div>{label}</div>
      {description !== undefined && <div class="muted">{description}</div>}
      {choices !== undefined && (
        <div class="muted">
          One of <code>{choices.join(', ')}</code>
        </div>
      )}
      {fallback !== undefined && (
        <div class="muted">
          Default: <code>{fallback}</code>
        </div>
      )}
    </>
  )
}

/** Whether a setting is set, at each account. */
function SetIn({
  accounts,
  name,
  setting,
}: {
  readonly accounts: readonly Account[]
  readonly name: string
  readonly setting: SettingOfFile
}): JSX.Element {
  if (accounts.length === 0) return <span class="badge quiet">not set</span>
  return (
    <>
      {accounts.map(({ account, settings }) => {
        const isSet = settings[name] === true
        const tone = isSet ? 'good' : setting.required === true ? 'bad' : 'quiet'
        return (
          <div key={account}>
            {accounts.length > 1 && <small>{account} </small>}
            <span class={`badge ${tone}`}>
              {isSet ? 'set' : setting.default === undefined ? 'not set' : 'by default'}
            </span>
          </div>
        )
      })}
    </>
  )
}

/** The line that sets a setting of the default account. */
function Line({
  slug,
  name,
  setting,
}: {
  readonly slug: string
  readonly name: string
  readonly setting: SettingOfFile
}): JSX.Element {
  if (setting.from === 'segment')
    return (
      <>
        comes with each request as <code>{segmentName(name, setting)}</code>
      </>
    )
  const variable = settingVariable(slug, name)
  if (setting.secret === true) return <Copied text={`npx wrangler secret put ${variable}`} />
  return (
    <>
      <Copied text={`${variable} = "${setting.default ?? setting.choices?.[0] ?? '...'}"`} />
      <small>
        in <code>wrangler.toml</code>, <code>[vars]</code>
      </small>
    </>
  )
}

function Copied({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="line">
      <code>{text}</code> <Copy text={text} label={text} />
    </div>
  )
}

/** How another account is set: as one secret. */
function OtherAccount({
  slug,
  settings,
}: {
  readonly slug: string
  readonly settings: Mapping['settings']
}): JSX.Element {
  const names = Object.keys(settings)
  const required = names.filter((name) => settings[name]?.required === true)
  const named = required.length > 0 ? required : names.slice(0, 1)
  const value = JSON.stringify(Object.fromEntries(named.map((name) => [name, '...'])))
  return (
    <div class="muted">
      The lines set the account <code>default</code>. Another one, such as <code>eu</code> at{' '}
      <code>/v1/destinations/{slug}/eu</code>, is one secret; its value is JSON such as <code>{value}</code>:
      <Copied text={`npx wrangler secret put ${variableName(slug)}_EU`} />
    </div>
  )
}
