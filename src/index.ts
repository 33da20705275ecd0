import { createApp } from './http/app.ts'

export { PartnerQueue } from './delivery/queue/queue.ts'

export default createApp()
