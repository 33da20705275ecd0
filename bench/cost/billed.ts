/** What Cloudflare bills of objects: calls (each RPC and each run of an alarm), rows written (each index and each alarm that is set counts), and rows read. */
export interface Billed {
  readonly calls: number
  readonly written: number
  readonly read: number
}
