/** One thing wrong in a mapping file: where (JSON pointer), what, how to mend it; `caret` points into a text; `at`: where it is in the file's text (from 0), where that is no JSON. */
export interface Issue {
  readonly severity: 'error' | 'warning'
  readonly pointer: string
  readonly message: string
  readonly caret?: { readonly text: string; readonly at: number }
  readonly at?: number
}

/** A JSON pointer (RFC 6901) one key deeper. */
export function below(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** `, did you mean "x"?` for the nearest of the known names, or nothing where none is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best === undefined ? '' : `, did you mean "${best}"?`
}

/** Optimal string alignment distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? limit) + 1, at(rows, i - 1, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(rows, i - 2, j - 2) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return at(rows, a.length, b.length)
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? Number.MAX_SAFE_INTEGER
}

/** An issue as text for a terminal: file, pointer, reason, and the caret line under the text it points into. */
export function formatIssue(file: string, issue: Issue): string {
  const head = `${file} ${issue.pointer || '/'}: ${issue.severity === 'warning' ? 'warning: ' : ''}${issue.message}`
  if (issue.caret === undefined) return head
  const from = Math.max(0, issue.caret.at - 60)
  const excerpt = issue.caret.text.slice(from, issue.caret.at + 40).replaceAll(/\s/g, ' ')
  return `${head}\n    ${excerpt}\n    ${' '.repeat(issue.caret.at - from)}^`
}
