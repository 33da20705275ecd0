import { expect, test, vi } from 'vitest'
import { run } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

test.concurrent.for([
  { partner: 'webhook', set: 'url=http://10.0.0.5/hook', says: /^--set url: .* begins with https:/m },
  { partner: 'slack', set: 'url=https://hook.example.com/', says: /^--set url: the setting has not the form/m },
  { partner: 'braze', set: 'instance=US-99', says: /^--set instance: the setting must be one of US-01/m },
])('npm run preview refuses --set $set of $partner', async ({ partner, set, says }, { signal }) => {
  const ended = await run(['node', 'scripts/preview.ts', partner, 'event.json', '--set', set], projectRoot, { signal })
  expect(ended).toEqual({ code: 1, output: expect.stringMatching(says) })
})
