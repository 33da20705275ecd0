/** Questions in a terminal. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'

/** A terminal to ask in. `ask` gives the line that is typed, which is not shown where it is a secret; it fails when the person ends the program (Ctrl-C, Ctrl-D). */
export interface Terminal {
  readonly say: (text: string) => void
  readonly ask: (question: string, isSecret: boolean) => Promise<string>
  readonly close: () => void
}

/** A terminal of these streams. */
export function openTerminal(input: Readable, output: Writable): Terminal {
  let isShown = true
  const shown = new Writable({
    write(chunk, _, done) {
      if (isShown) output.write(chunk)
      done()
    },
  })
  // Without a history no key brings back a secret that was typed before.
  const lines = createInterface({ input, output: shown, terminal: true, historySize: 0 })
  const ended = new Promise<never>((_, reject) =>
    lines.once('close', () => reject(new Error('ended: nothing was written'))),
  )
  ended.catch(() => undefined)
  const line = (question: string): Promise<string> => new Promise((resolve) => lines.question(question, resolve))
  return {
    say: (text) => void output.write(`${text}\n`),
    ask: async (question, isSecret) => {
      if (!isSecret) return Promise.race([line(question), ended])
      output.write(question)
      isShown = false
      try {
        return await Promise.race([line(''), ended])
      } finally {
        isShown = true
        output.write('\n')
      }
    },
    close: () => lines.close(),
  }
}
