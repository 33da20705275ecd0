import { journeys, ofNow, sampleEvent, sampleTypes } from '../../../../src/ingest/samples.ts'

/** A sample event that can be chosen: its name and its text. */
export interface Choice {
  readonly name: string
  readonly text: () => string
}

function textOf(event: unknown): string {
  return JSON.stringify(event, undefined, 2)
}

/** The samples by their groups. */
export const samples: Readonly<Record<string, readonly Choice[]>> = {
  'Each type': sampleTypes.map((type) => ({ name: type, text: () => textOf(sampleEvent(type, Date.now())) })),
  Ecommerce: journeys.ecommerce.map((event) => ({
    name: String(event['event']),
    text: () => textOf(ofNow(event, Date.now())),
  })),
}
