import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file of a folder of state that names the processes which use it, one id a line. */
const lockFile = 'npm-start.lock'

/** The lock of a folder of state, while we have it. */
export interface StateLock {
  /** Names the process that uses the folder beside us: as long as it lives, it keeps the lock, even after our end. */
  readonly addUser: (pid: number) => void
  /** Gives the lock back, unless a process that was added still lives. */
  readonly release: () => void
}

/** Who has the lock of a folder: a process that lives, and the file that names it. */
export interface LockedState {
  readonly usedBy: number
  readonly file: string
}

/** Takes the lock of a folder of state, which two forwarders at once would damage. A lock whose processes have all ended is taken over. */
export function lockState(folder: string): StateLock | LockedState {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, lockFile)
  for (;;) {
    if (takes(file)) return lockOf(file)
    const usedBy = usersOf(file).find(isAlive)
    if (usedBy !== undefined) return { usedBy, file }
    rmSync(file, { force: true })
  }
}

/** Makes the file with our id in it, in one step: nobody sees it empty. `false`: it is there already. */
function takes(file: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${process.pid}\n`)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function lockOf(file: string): StateLock {
  return {
    addUser: (pid) => writeFileSync(file, `${process.pid}\n${pid}\n`),
    release: () => {
      if (!usersOf(file).some((pid) => pid !== process.pid && isAlive(pid))) rmSync(file, { force: true })
    },
  }
}

function usersOf(file: string): readonly number[] {
  try {
    const ids = readFileSync(file, 'utf8').split('\n').map(Number)
    return ids.filter((pid) => Number.isInteger(pid) && pid > 0)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Whether a process lives, whoever it belongs to (kill(2): signal 0 sends nothing; EPERM means that it is there). */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined
}
