import type { Filter } from './filter.ts'
import { hashFilters } from './filters/hashes.ts'
import { listFilters } from './filters/lists.ts'
import { objectFilters } from './filters/objects.ts'
import { peopleFilters } from './filters/people.ts'
import { textFilters } from './filters/text.ts'
import { timeFilters } from './filters/time.ts'
import { numberFilters, typeFilters } from './filters/types.ts'

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
