import samples from './samples.json' with { type: 'json' }

type Sample = Readonly<Record<string, unknown>>

/** The types of events of which there is a sample. */
export const sampleTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'delete'] as const

type SampleType = (typeof sampleTypes)[number]

/** The journeys of samples: one event of each type, as Segment's spec shows them, and a purchase by its ecommerce spec v2. */
export const journeys: Readonly<Record<'spec' | 'ecommerce', readonly Sample[]>> = samples

/** Whether there is a sample event of that name. */
export function isSampleType(name: string): name is SampleType {
  return sampleTypes.some((type) => type === name)
}

const times = ['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt']

/** The event of a type as Segment's spec shows it, but of now (ms). */
export function sampleEvent(type: SampleType, now: number): Sample {
  return ofNow(journeys.spec.find((event) => event['type'] === type) ?? {}, now)
}

/** A sample with the times of now (ms): a mapping may refuse what is old. */
export function ofNow(event: Sample, now: number): Sample {
  const at = new Date(now).toISOString()
  return { ...event, ...Object.fromEntries(times.map((name) => [name, at])) }
}
