import type { SettingsByName } from '../development.ts'
import type { ChosenAccount } from './accounts.ts'
import { accountFault, isAskedFor, missingSettings, withSetting } from './accounts.ts'
import type { Terminal } from './terminal.ts'

/** Asks for the settings of accounts that are not set, and that are required or belong to the environment, each until its value can be used; gives the variables that hold them. */
export async function askForSettings(
  accounts: readonly ChosenAccount[],
  {
    env,
    known,
    terminal,
  }: { readonly env: SettingsByName; readonly known: SettingsByName; readonly terminal: Terminal },
): Promise<Readonly<Record<string, string>>> {
  let answers: Readonly<Record<string, string>> = {}
  for (const account of accounts)
    for (const { key, name, about, declared } of missingSettings(account, env).filter(isAskedFor)) {
      terminal.say(`\n${name}, for ${account.route}\n  ${about}`)
      const isSecret = declared.secret === true
      for (;;) {
        const value = (await terminal.ask(isSecret ? '  (hidden) > ' : '  > ', isSecret)).trim()
        const given = { ...answers, ...withSetting(account, { ...env, ...answers }, { key, value }) }
        const fault = value === '' ? `${name} is required` : accountFault(account, { ...env, ...given }, known)
        if (fault === undefined) {
          answers = given
          break
        }
        terminal.say(`  ${fault}`)
      }
    }
  return answers
}
