import { createApp } from './http/app.ts'

export { PartnerQueue } from './delivery/queue/queue.ts'
export { Registry } from './delivery/registry/registry.ts'

export default createApp()
