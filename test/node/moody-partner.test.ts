import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Mood, Moody } from '../../scripts/moody-partner.ts'
import { startMoody } from '../../scripts/moody-partner.ts'
import { until } from '../kit/command.ts'

const body = JSON.stringify({ messageId: 'm', type: 'track', userId: 'u' })

let folder: string
let mood: Mood
let partner: Moody

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moody-'))
  partner = await startMoody(join(folder, 'received.txt'), () => mood)
})

afterEach(() => {
  partner.close()
  rmSync(folder, { recursive: true, force: true })
})

function post(signal: AbortSignal | null = null): Promise<Response> {
  return fetch(partner.origin, { method: 'POST', headers: { 'Idempotency-Key': 'k' }, body, signal })
}

describe('the moody partner', () => {
  test('remembers what it took, when and under which key, and writes its id down', async () => {
    mood = 'takes'
    const before = Date.now()
    expect((await post()).status).toBe(200)
    const [taking, ...others] = partner.takings()
    expect(others).toEqual([])
    expect(taking).toMatchObject({ messageId: 'm', type: 'track', userId: 'u', key: 'k', answer: 'whole' })
    expect(taking?.at).toBeGreaterThanOrEqual(before)
    expect(taking?.at).toBeLessThanOrEqual(Date.now())
    expect(readFileSync(join(folder, 'received.txt'), 'utf8')).toBe('m\n')
  })

  test('says that it cut what it took without an answer', async () => {
    mood = 'lost'
    await expect(post()).rejects.toThrow('fetch failed')
    expect(partner.takings()).toMatchObject([{ messageId: 'm', answer: 'cut' }])
  })

  test.for(['fails', 'resets'] as const)('takes nothing when it %s', async (how) => {
    mood = how
    await post().catch(() => undefined)
    expect(partner.takings()).toEqual([])
  })

  // Closed at once: the partner finds the request and the end of the connection together. Else the connection is closed with the answer in it, unread.
  test.for(['at once', 'when the answer has come'] as const)(
    'says that the caller hung up %s, before it read the answer',
    async (when) => {
      mood = 'takes'
      const socket = await open()
      await send(socket)
      if (when === 'when the answer has come') await becomes('whole')
      socket.destroy()
      await becomes('hung up')
      // What the partner did about the first call has ended when it has answered another one.
      await post()
      expect(answered()).toBe('hung up')
    },
  )

  test('keeps an answer as whole when the caller hangs up on a later call', async () => {
    mood = 'takes'
    const socket = await open()
    await send(socket)
    await once(socket, 'readable')
    socket.read()
    expect(answered()).toBe('whole')
    mood = 'hangs'
    await send(socket)
    await post(AbortSignal.timeout(100)).catch(() => undefined)
    socket.resetAndDestroy()
    mood = 'takes'
    await post()
    expect(answered()).toBe('whole')
  })
})

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(partner.origin).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.pause()
  await once(socket, 'connect')
  return socket
}

function send(socket: Socket): Promise<void> {
  const request = `POST / HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  return new Promise((resolve) => {
    socket.write(request, () => resolve())
  })
}

/** How the partner says that it answered the first message that it took. */
function answered(): string | undefined {
  return partner.takings()[0]?.answer
}

function becomes(answer: string): Promise<true> {
  return until(async () => (answered() === answer ? true : undefined))
}
