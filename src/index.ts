import { createApp } from './http/app.ts'

export { AccountActivity } from './activity/activity.ts'
export { PartnerQueue } from './queue/queue.ts'
export { Registry } from './registry/registry.ts'

export default createApp()
