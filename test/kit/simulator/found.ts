import type { Command } from './commands.ts'

type Example = [seed: number, commands: Command[]]

const commit = { do: 'commit', owed: 1, each: false, due: 'now', twice: false, letters: 0 } as const

/** What the simulator has found, each as small as it was shrunk to: played before anything else. */
export const found: Example[] = [
  // A user was deleted while a batch with an item of theirs was halved: the item that was refused before has no dead letter, and needs none.
  [
    0,
    [
      {
        do: 'partner',
        manners: [
          { answer: 'ok', afterMs: 10 },
          { answer: '413', afterMs: 29_000 },
          { answer: 'ok', afterMs: 10 },
        ],
      },
      { ...commit, events: [6], owed: 4 },
      { do: 'pass', ms: 31_000 },
      { do: 'delete', user: 0, midway: false },
    ],
  ],
  // A wish to cancel outlived its delivery, and would have met it when it was revived.
  [
    0,
    [
      { ...commit, events: [0] },
      { do: 'pass', ms: 1 },
      { do: 'cancel', nth: 0, midway: false },
      { do: 'crash', as: 'dead', again: false, midway: false },
      { do: 'cancel', nth: 0, midway: false },
    ],
  ],
  // An operator who wished a delivery cancelled, and then had it sent, had it cancelled.
  [
    0,
    [
      { ...commit, events: [0] },
      { do: 'cancel', nth: 0, midway: true },
      { do: 'crash', as: 'dead', again: false, midway: false },
      { do: 'retry', nth: 0, midway: false },
    ],
  ],
  // What failed of a row that had failed in part before got the id of its own row, and was lost.
  [
    0,
    [
      { do: 'partner', manners: [{ answer: 'ok', afterMs: 120_000 }] },
      { ...commit, events: [1], owed: 7 },
      { ...commit, events: [0] },
      { do: 'pass', ms: 600_000 },
    ],
  ],
  // A row that a `buffer` held was claimed again while it was leased.
  [
    0,
    [
      { ...commit, events: [0, 1], due: 'held' },
      { do: 'pass', ms: 600_000 },
      { ...commit, events: [2, 3, 4], due: 'held' },
      { do: 'crash', as: 'dead', again: false, midway: true },
      { ...commit, events: [5, 6, 7], due: 'held' },
      { do: 'alarm', times: 1 },
    ],
  ],
  // A list whose items were refused one after the other was counted as delivered, without a letter.
  [
    0,
    [
      { ...commit, events: [2], owed: 4 },
      {
        do: 'partner',
        manners: [
          { answer: '500', afterMs: 10 },
          { answer: '400', afterMs: 10 },
        ],
      },
      { do: 'pass', ms: 600_000 },
    ],
  ],
  // An alarm that outlived its 15 minutes took the rows of the next one for its own, so that a cancelled delivery was sent.
  [
    0,
    [
      { ...commit, events: [0] },
      { do: 'pass', ms: 1 },
      { ...commit, events: [0], owed: 2 },
      { do: 'leap', ms: 1_200_000, alarmFirst: true },
      { ...commit, events: [1] },
      { do: 'cancel', nth: 14, midway: false },
    ],
  ],
  // A user who was deleted between the halves of a batch was in the second one.
  [
    0,
    [
      {
        do: 'partner',
        manners: [
          { answer: '413', afterMs: 10 },
          { answer: 'ok', afterMs: 10 },
        ],
      },
      { ...commit, events: [0, 0], due: 'held' },
      { do: 'leap', ms: 1_200_000, alarmFirst: false },
      { do: 'delete', user: 0, midway: false },
    ],
  ],
  // What is parked because its subscription is gone is given up when its time is over.
  [
    0,
    [
      { do: 'mapping', version: 'lost' },
      { ...commit, events: [0, 1], owed: 3 },
      { do: 'pass', ms: 600_000 },
      { do: 'leap', ms: 4 * 86_400_000, alarmFirst: true },
    ],
  ],
  // An end that was known while other calls of its row went on was taken for written when it was not.
  [
    0,
    [
      {
        do: 'partner',
        manners: [
          { answer: 'ok', afterMs: 5_000 },
          { answer: 'ok', afterMs: 10 },
        ],
      },
      { ...commit, events: [0, 1], owed: 3, each: true },
      { do: 'pass', ms: 1 },
      { do: 'break', kind: 'after', skip: 0 },
      { do: 'cancel', nth: 0, midway: false },
      { do: 'cancel', nth: 0, midway: true },
      { do: 'delete', user: 0, midway: false },
      { do: 'pass', ms: 31_000 },
    ],
  ],
  // Beside a run that took too long another one went on and on for the rows that the first one had.
  [
    0,
    [
      { ...commit, events: [0], owed: 1 },
      { do: 'retry', nth: 0, midway: true },
      { do: 'set back', ms: 3_600_000 },
      { ...commit, events: [0, 0], owed: 1 },
      { ...commit, events: [3], owed: 1 },
      { do: 'leap', ms: 1_200_000, alarmFirst: false },
      { do: 'partner', manners: [{ answer: 'ok', afterMs: 120_000 }] },
      { do: 'pass', ms: 31_000 },
    ],
  ],
  // What waited for the rate was sent though its user had been deleted meanwhile.
  [
    0,
    [
      { ...commit, events: [0, 0, 0, 0, 4], owed: 7 },
      { do: 'pass', ms: 500 },
      { do: 'delete', user: 1, midway: false },
    ],
  ],
  // An object died before it wrote that the partner had refused an event; then another mapping skipped it.
  [
    0,
    [
      {
        do: 'partner',
        manners: [
          { answer: '400', afterMs: 10 },
          { answer: 'ok', afterMs: 10 },
        ],
      },
      { ...commit, events: [1, 0, 0, 0, 0, 0, 0, 0], due: 'held' },
      { do: 'pass', ms: 1 },
      { do: 'break', kind: 'after', skip: 0 },
      { do: 'mapping', version: 'picky' },
      { ...commit, events: [0] },
      { do: 'pass', ms: 1 },
    ],
  ],
  // A row was given up that an alarm which threw had left claimed, and an operator had taken an event out of.
  [
    0,
    [
      { do: 'commit', events: [0], owed: 1, each: false, due: 'now', twice: false, letters: 0 },
      { do: 'leap', ms: 20000, alarmFirst: false },
      { do: 'break', kind: 'before', skip: 3 },
      { do: 'commit', events: [0, 1], owed: 1, each: false, due: 'now', twice: false, letters: 0 },
      { do: 'leap', ms: 1200000, alarmFirst: true },
      { do: 'pass', ms: 500 },
      { do: 'cancel', nth: 0, midway: false },
      { do: 'leap', ms: 345600000, alarmFirst: false },
    ],
  ],
]
