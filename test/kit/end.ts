import { reset } from 'cloudflare:test'
import { afterAll } from 'vitest'

/** A file that ends while alarms still go off (as after a test that failed midway) would keep the runner from ending: nothing is left that has one. */
afterAll(() => reset())
