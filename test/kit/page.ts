/** A page of Markdown as tests read it: headings, fenced blocks, tables with the code in their cells. */

/** A fenced block. `kind` is what stands behind the fence: `json mapping`. */
export interface Block {
  readonly kind: string
  readonly text: string
  readonly line: number
}

/** A row of a table below its header; `line` counts from 1. */
export interface Row {
  readonly cells: readonly string[]
  readonly line: number
}

/** A table. `columns` are the texts of its header. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** What a test can run or follow of a page. `anchors` are the headings as links name them, `links` those into it, and into the pages of the language. */
export interface Page {
  readonly text: string
  readonly headings: readonly string[]
  readonly anchors: ReadonlySet<string>
  readonly links: readonly string[]
  readonly blocks: readonly Block[]
  readonly tables: readonly Table[]
}

/** Reads a page. A fence that is never closed takes the rest of the page. */
export function readPage(text: string): Page {
  const lines = text.split('\n')
  const blocks: Block[] = []
  const tables: { columns: readonly string[]; rows: Row[] }[] = []
  const headings: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', i + 1)
      const to = end < 0 ? lines.length : end
      blocks.push({ kind: line.slice(3), text: lines.slice(i + 1, to).join('\n'), line: i + 1 })
      i = to
    } else if (line.startsWith('|')) {
      const above = (lines[i - 1] ?? '').startsWith('|')
      if (!above) tables.push({ columns: cellsOf(line), rows: [] })
      else if (!/^[|\s:-]+$/.test(line)) tables.at(-1)?.rows.push({ cells: cellsOf(line), line: i + 1 })
    } else if (/^#{1,6} /.test(line)) headings.push(line.replace(/^#+ /, ''))
  }
  const links = [...text.matchAll(/\]\((?:(?:mappings|mapping-reference|from-segment)\.md)?#([^)]*)\)/g)].map(
    ([, anchor = '']) => anchor,
  )
  return { text, headings, anchors: new Set(headings.map(anchorOf)), links, blocks, tables }
}

/** The cells of a line of a table; `\|` is a bar that ends none. */
function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim())
}

/** A heading as GitHub names it in links. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/** The code in a text, in order: `` `a` `` and ``` `` `a` `` ```, where one space inside the longer fences does not count. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, fence = '', code = '']) =>
    fence.length > 1 ? code.replace(/^ (?=`)/, '').replace(/(?<=`) $/, '') : code,
  )
}
