import { Activity, activityOperations } from './activity.ts'
import { ReceiptEntry, Receipt, deleteOperations } from './deletes.ts'
import { historyOperations } from './history.ts'
import { ledgerOperations } from './ledger.ts'
import { Delivery, deliveryOperations } from './deliveries.ts'
import { Partner, partnerOperations } from './partners.ts'
import { serviceOperations } from './service.ts'
import { trialOperations } from './trials.ts'

/**
 * What the OpenAPI document says of each route, by the name that the route's row has in `http/routes.ts`. The Worker knows it as a type only: `npm run schema` makes
 * `openapi.json` of it, so that no schema of a reply is uploaded.
 */
export const operations = {
  ...activityOperations,
  ...historyOperations,
  ...ledgerOperations,
  ...deliveryOperations,
  ...deleteOperations,
  ...partnerOperations,
  ...trialOperations,
  ...serviceOperations,
}

/** The name of a route in the OpenAPI document, its `operationId`. */
export type OperationName = keyof typeof operations

/** Schemas that have a name in the document; the others stand where they are used. */
export const namedSchemas = { Activity, Delivery, Receipt, ReceiptEntry, Partner }
