/** What `npm start` and the programs beside it agree on: the ports, and the files of settings. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

/** The project's folder. */
export const root = resolve(import.meta.dirname, '..')

/** Settings by name, as a file or the environment has them. */
export type SettingsByName = Readonly<Record<string, string | undefined>>

/** The port of the forwarder (`PORT`, default 8787), and where it answers. */
export const forwarderPort = Number(process.env['PORT'] ?? 8787)
export const forwarderOrigin = `http://127.0.0.1:${forwarderPort}`

/** The port of the stand-in partner (`STAND_IN_PORT`, default 8788), and where it answers. */
export const standInPort = Number(process.env['STAND_IN_PORT'] ?? 8788)
export const standInOrigin = `http://127.0.0.1:${standInPort}`

/** The file of settings that `npm start` reads: `DEV_ENV_FILE`, or `dev.env`. */
export const startFile = resolve(root, process.env['DEV_ENV_FILE'] ?? 'dev.env')

/** The folder of what `npm start` stores: `DEV_STATE`, or `.wrangler/state`. */
export const stateFolder = resolve(root, process.env['DEV_STATE'] ?? '.wrangler/state')

/** The settings that `npm start` reads. */
export function startSettings(): SettingsByName {
  return settingsOf(startFile)
}

/** The settings of `.dev.vars`, which plain `wrangler dev` reads. */
export function ownSettings(): SettingsByName {
  return settingsOf(resolve(root, '.dev.vars'))
}

/** The settings of `dev.env`, which everybody knows. */
export function developmentSettings(): SettingsByName {
  return settingsOf(resolve(root, 'dev.env'))
}

/** The path of a file that a person names, from the folder where they are. */
export function pathFromHere(file: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', file)
}

/** The settings of a file; none where there is no such file. */
export function settingsOf(file: string): SettingsByName {
  return existsSync(file) ? parseEnv(settingsText(file).text) : {}
}

/** The text of a file of settings without the byte order mark that some editors put before it, which would be read as a part of the first name. */
export function settingsText(file: string): { readonly text: string; readonly hasMark: boolean } {
  const text = readFileSync(file, 'utf8')
  const hasMark = text.startsWith('\uFEFF')
  return { text: hasMark ? text.slice(1) : text, hasMark }
}
