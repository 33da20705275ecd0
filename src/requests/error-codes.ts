/** Every code that an error may have, with the status that it comes with. `docs/errors.md` says what each means, and what to do; a test compares the two. A code that was released keeps its meaning. */
export const errorCodes = {
  invalid_json: 400,
  invalid_utf8: 400,
  invalid_gzip: 400,
  incomplete_body: 400,
  empty_array: 400,
  no_valid_event: 400,
  invalid_event: 400,
  event_rejected: 400,
  delete_failed: 400,
  invalid_settings: 400,
  invalid_request: 400,
  invalid_mapping: 400,
  unauthorized: 401,
  invalid_signature: 401,
  partner_unauthorized: 401,
  forbidden: 403,
  delete_forbidden: 403,
  delete_unsigned: 403,
  partner_forbidden: 403,
  not_found: 404,
  unknown_partner: 404,
  unknown_account: 404,
  unknown_delivery: 404,
  unknown_delete: 404,
  unknown_event: 404,
  method_not_allowed: 405,
  already_ended: 409,
  delete_waiting: 409,
  not_an_event: 409,
  payload_too_large: 413,
  event_too_large: 413,
  too_many_events: 413,
  unsupported_encoding: 415,
  upgrade_required: 426,
  too_many_requests: 429,
  unsupported_event: 501,
  unsupported_delete: 501,
  not_configured: 503,
  partner_misconfigured: 503,
  broken_mapping: 503,
  overloaded: 503,
  body_timeout: 503,
  not_stored: 503,
  deletes_closed: 503,
  registry_unavailable: 503,
  unhealthy: 503,
  internal_error: 503,
  loop_detected: 508,
} as const

/** The code of an error. */
export type ErrorCode = keyof typeof errorCodes

/** The status of an error. */
export type ErrorStatus = (typeof errorCodes)[ErrorCode]

/** The codes that come with a status. */
export type CodesOf<Status extends ErrorStatus> = {
  [Code in ErrorCode]: (typeof errorCodes)[Code] extends Status ? Code : never
}[ErrorCode]
