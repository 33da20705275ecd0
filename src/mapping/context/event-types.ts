/** The types of events that a subscription can take. */
export const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const

export type EventType = (typeof eventTypes)[number]
