/** The file of settings as setup finds it: read, or refused with what to do, before anybody types an answer. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { settingsText, root } from '../development.ts'

/** `target`: the file itself, where the path is a link to it. `text`: empty where there is no file yet. `isKept`: it may stay as it is, if nothing is added: its owner alone may read it. */
export interface OwnFile {
  readonly target: string
  readonly text: string
  readonly isKept: boolean
}

/** Looks at a file of settings. `file`: its name for people. */
export function openOwnFile(path: string, file: string): OwnFile | { readonly fault: string } {
  try {
    if (isDangling(path))
      return { fault: `${file} is a link to a file that is not there: make that file, or remove the link` }
    const target = existsSync(path) ? realpathSync(path) : path
    if (isTakenByGit(target))
      return {
        fault: `git does not ignore ${file}, and it would hold secrets: take .dev.vars, or name the file in .gitignore`,
      }
    // A draft is written beside the file, and takes its place.
    accessSync(dirname(target), constants.W_OK | constants.X_OK)
    const isThere = existsSync(target)
    const { text, hasMark } = isThere ? settingsText(target) : { text: '', hasMark: false }
    return { target, text, isKept: isThere && !hasMark && (statSync(target).mode & 0o077) === 0 }
  } catch (error) {
    return { fault: fileFault(file, error instanceof Error && 'code' in error ? String(error.code) : String(error)) }
  }
}

/** Why a file of settings cannot be read, or written beside, by the code of the error, and what to do. */
export function fileFault(file: string, code: string): string {
  switch (code) {
    case 'EISDIR':
      return `${file} is a folder: name a file in it with --file`
    case 'ENOENT':
    case 'ENOTDIR':
      return `the folder of ${file} is not there: make it, or name another file with --file`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${file} may not be read, or its folder not be written: change that, or name another file with --file`
    default:
      return `${file} cannot be read (${code}): name another file with --file`
  }
}

function isDangling(path: string): boolean {
  return !existsSync(path) && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function isTakenByGit(path: string): boolean {
  try {
    execFileSync('git', ['check-ignore', '--quiet', path], { cwd: root, stdio: 'ignore' })
    return false
  } catch (error) {
    // 1: not ignored; else: no repository, a path outside of it, or no git
    return error instanceof Error && 'status' in error && error.status === 1
  }
}
