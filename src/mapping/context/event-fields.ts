/**
 * The fields at the top of Segment's events: those of its spec (common fields, and those of each call), and what its delivery adds. In a path any other must be written
 * `$.field`, so that a misspelt name is found.
 */
export const eventFields: ReadonlySet<string> = new Set(
  `type messageId userId anonymousId groupId previousId event properties name category traits context integrations timestamp originalTimestamp sentAt receivedAt channel version
  projectId writeKey _metadata`.split(/\s+/),
)
