import type { Filter } from './filter.ts'
import { hashFilters } from './hashes.ts'
import { listFilters } from './lists.ts'
import { objectFilters } from './objects.ts'
import { peopleFilters } from './people.ts'
import { textFilters } from './text.ts'
import { timeFilters } from './time.ts'
import { numberFilters, typeFilters } from './types.ts'

/** Every filter of the language by its name. A new one is one more entry in its family's table. */
export const filters: Readonly<Record<string, Filter>> = {
  ...textFilters,
  ...typeFilters,
  ...numberFilters,
  ...timeFilters,
  ...hashFilters,
  ...objectFilters,
  ...listFilters,
  ...peopleFilters,
}
