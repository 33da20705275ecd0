import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StateLock } from '../../scripts/state-lock.ts'
import { lockState } from '../../scripts/state-lock.ts'
import { run, start } from '../kit/command.ts'

describe('the lock of a folder of state', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'state-'))))
  afterEach(() => rmSync(folder, { recursive: true }))
  const file = (): string => join(folder, 'npm-start.lock')

  /** The id of a process that has ended. */
  async function endedPid(): Promise<number> {
    const { pid, ended } = start(['true'], folder)
    await ended
    return pid
  }

  test('is had by one process, until it is released', () => {
    const lock = lockState(folder) as StateLock
    expect(lockState(folder)).toEqual({ usedBy: process.pid, file: file() })
    lock.release()
    expect(readdirSync(folder)).toEqual([])
    expect(lockState(folder)).not.toHaveProperty('usedBy')
  })

  test('is not released while the forwarder lives', () => {
    const lock = lockState(folder) as StateLock
    lock.addUser(process.ppid)
    lock.release()
    expect(lockState(folder)).toHaveProperty('usedBy')
  })

  test('makes the folder', () => {
    expect(lockState(join(folder, 'new/state'))).not.toHaveProperty('usedBy')
  })

  test.for(['', 'no process', '0\n-1\n'])('is taken over where the file names nobody (%j)', (text) => {
    writeFileSync(file(), text)
    expect(lockState(folder)).not.toHaveProperty('usedBy')
    expect(lockState(folder)).toMatchObject({ usedBy: process.pid })
  })

  test('is taken over from a process that was killed', async () => {
    writeFileSync(file(), `${await endedPid()}\n`)
    expect(lockState(folder)).not.toHaveProperty('usedBy')
    expect(lockState(folder)).toMatchObject({ usedBy: process.pid })
  })

  test('is kept by the forwarder that a killed process left behind', async () => {
    writeFileSync(file(), `${await endedPid()}\n${process.ppid}\n`)
    expect(lockState(folder)).toMatchObject({ usedBy: process.ppid })
  })

  test('names the forwarder, so that it keeps the lock', async () => {
    const module = join(import.meta.dirname, '../../scripts/state-lock.ts')
    const program = `const { lockState } = await import('${module}'); lockState('${folder}').addUser(${process.pid})`
    expect(await run(['node', '--input-type=module', '-e', program], folder)).toMatchObject({ code: 0 })
    expect(lockState(folder)).toMatchObject({ usedBy: process.pid })
  })
})
