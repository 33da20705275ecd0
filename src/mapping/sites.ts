/** Written by scripts/sites.ts, which says why. Getters and writers that read alike: each copy is a site of its own for the engine's inline caches. */
import type { Expr, Scope } from './scope.ts'

type Key = string | number
type Keyed = Readonly<Record<Key, unknown>>
// A writer of a size is only ever given as many keys and expressions: see sites-pool.ts.
type Keys = readonly [string, string, string, string, string, string, string, string]
type Exprs = readonly [Expr, Expr, Expr, Expr, Expr, Expr, Expr, Expr]

/** Writes some members of an object: those that are not absent. */
export type Write = (s: Scope, o: Record<string, unknown>) => void
type MakeWrite = (keys: Keys, exprs: Exprs) => Write

const event1: readonly ((k0: Key) => Expr)[] = [
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
]

const event2: readonly ((k0: Key, k1: Key) => Expr)[] = [
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
  (k0: Key, k1: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    return v2
  },
]

const event3: readonly ((k0: Key, k1: Key, k2: Key) => Expr)[] = [
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
  (k0: Key, k1: Key, k2: Key) => (s) => {
    const v0 = s.event
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    const v2 = typeof v1 === 'object' && v1 !== null ? (v1 as Keyed)[k1] : undefined
    const v3 = typeof v2 === 'object' && v2 !== null ? (v2 as Keyed)[k2] : undefined
    return v3
  },
]

const item1: readonly ((k0: Key) => Expr)[] = [
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
  (k0: Key) => (s) => {
    const v0 = s.item
    const v1 = typeof v0 === 'object' && v0 !== null ? (v0 as Keyed)[k0] : undefined
    return v1
  },
]

const write1: readonly MakeWrite[] = [
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
  ([k0]: Keys, [e0]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
    },
]

const write2: readonly MakeWrite[] = [
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
  ([k0, k1]: Keys, [e0, e1]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
    },
]

const write3: readonly MakeWrite[] = [
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
  ([k0, k1, k2]: Keys, [e0, e1, e2]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
    },
]

const write4: readonly MakeWrite[] = [
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
  ([k0, k1, k2, k3]: Keys, [e0, e1, e2, e3]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
    },
]

const write5: readonly MakeWrite[] = [
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
  ([k0, k1, k2, k3, k4]: Keys, [e0, e1, e2, e3, e4]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
    },
]

const write6: readonly MakeWrite[] = [
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
  ([k0, k1, k2, k3, k4, k5]: Keys, [e0, e1, e2, e3, e4, e5]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
    },
]

const write7: readonly MakeWrite[] = [
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6]: Keys, [e0, e1, e2, e3, e4, e5, e6]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
    },
]

const write8: readonly MakeWrite[] = [
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
  ([k0, k1, k2, k3, k4, k5, k6, k7]: Keys, [e0, e1, e2, e3, e4, e5, e6, e7]: Exprs) =>
    (s, o) => {
      let v: unknown
      v = e0(s)
      if (v !== undefined) o[k0] = v
      v = e1(s)
      if (v !== undefined) o[k1] = v
      v = e2(s)
      if (v !== undefined) o[k2] = v
      v = e3(s)
      if (v !== undefined) o[k3] = v
      v = e4(s)
      if (v !== undefined) o[k4] = v
      v = e5(s)
      if (v !== undefined) o[k5] = v
      v = e6(s)
      if (v !== undefined) o[k6] = v
      v = e7(s)
      if (v !== undefined) o[k7] = v
    },
]

/** The copies, by what they read or how many members they write. */
export const sites = {
  event1,
  event2,
  event3,
  item1,
  writers: [write1, write2, write3, write4, write5, write6, write7, write8],
} as const
