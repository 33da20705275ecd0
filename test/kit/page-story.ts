/** A forwarder in which something happened: events and deletes at several partners, of which three fail, each in another way. */
import { journeys, ofNow } from '../../src/ingest/samples.ts'
import { failuresPath } from '../../scripts/stand-in.ts'
import type { DevServer } from './dev-server.ts'

/** The partners that fail, and how (see `npm start -- --fail`). */
export const failing: Readonly<Record<string, string>> = {
  mixpanel: '503',
  slack: '400:{"message":"channel_not_found"}',
  klaviyo: '401:{"errors":[{"detail":"Incorrect authentication credentials."}]}',
}

/** Sends journeys to partners. Ends when all were answered; what is queued goes on. */
export async function tellStory({ env, post }: DevServer): Promise<void> {
  const standIn = `http://127.0.0.1:${env['STAND_IN_PORT']}`
  for (const [partner, failure] of Object.entries(failing))
    await fetch(`${standIn}${failuresPath}/${partner}`, { method: 'PUT', body: failure })
  const events = [...journeys.spec, ...journeys.ecommerce]
  for (const partner of ['webhook', 'amplitude', 'customerio', 'mixpanel', 'slack', 'klaviyo'])
    for (const [i, event] of events.entries())
      await post(partner, { ...ofNow(event, Date.now()), messageId: `story-${partner}-${i}` }, 0)
}
