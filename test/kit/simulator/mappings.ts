import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { Partner } from '../../../src/partners/catalog.ts'

const fields = {
  messageId: '{{ messageId }}',
  user: '{{ userId }}',
  at: '{{ properties.at }}',
  key: '{{ messageId }}/0',
  n: 0,
  kills: '{{ properties.kills }}',
}
const post = (name: string, json: string) => ({ method: 'POST', url: `{{ hosts.api }}/${name}`, json })
const subscribe = 'type = "track"'

/** One call an event, some calls a second. */
const one = {
  name: 'One',
  subscribe,
  item: fields,
  request: { ...post('One', '{{ items }}'), headers: { 'Idempotency-Key': '{{ messageId }}/0' } },
  limits: { requests: 4, seconds: 1 },
}

/** Three items a call; the partner names items that it rejects, or takes none of a batch that has one that is too large. */
const batch = {
  name: 'Batch',
  subscribe,
  item: fields,
  request: post('Batch', '{{ items }}'),
  batch: { max: 3 },
  buffer: { seconds: 60 },
  outcomes: [
    { when: 'status = 413', outcome: 'split' },
    {
      when: 'status = 207',
      outcome: 'delivered',
      items: [
        { over: '{{ body.rejected }}', index: '{{ item }}', message: 'refused', outcome: 'rejected' },
        { over: '{{ body.busy }}', index: '{{ item }}', message: 'busy', outcome: 'retryable' },
      ],
    },
  ],
}

/** An event is a list of items, each a call of its own; given up after some hours. */
const list = {
  name: 'List',
  subscribe,
  item: {
    '@map': {
      over: '{{ properties.list }}',
      as: { ...fields, n: '{{ item.i }}', key: '{{ messageId }}/{{ item.i }}' },
    },
  },
  request: { ...post('List', '{{ items }}'), headers: { 'Idempotency-Key': '{{ messageId }}/{{ item.n }}' } },
  limits: { giveUpAfter: '6h' },
}

/** Three users a call; a call with one that is too large is halved. */
const deletion = {
  item: { messageId: 'delete-{{ userId }}', user: '{{ userId }}', at: 0, key: 'delete-{{ userId }}', n: 0 },
  request: post('Delete', '{{ items }}'),
  batch: { max: 3 },
  outcomes: [{ when: 'status = 413', outcome: 'split' }],
}

function partnerOf(hash: string, list: readonly unknown[]): Partner {
  const { mapping, issues } = compileMapping({
    name: 'Simulated',
    hosts: { api: 'https://api.example.com' },
    settings: {},
    subscriptions: list,
    deletion,
  })
  if (mapping === undefined) throw new Error(JSON.stringify(issues))
  return { slug: 'simulated', hash, mapping }
}

/** The versions of the mapping that follow each other. `gone`: it is deleted, or its account is. */
export const versions = {
  full: partnerOf('full', [one, batch, list]),
  lost: partnerOf('lost', [one, list]),
  changed: partnerOf('changed', [{ ...one, subscribe: 'type = "track" and properties.kind = "even"' }, batch, list]),
  picky: partnerOf('picky', [
    one,
    { ...batch, requires: [{ allOf: ['properties.list[0]'], otherwise: 'skip' }] },
    list,
  ]),
  gone: undefined,
} as const satisfies Readonly<Record<string, Partner | undefined>>

export type Version = keyof typeof versions
