import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** Something to mark in the text of an editor: `pointer` is a JSON pointer to what it is about, `at` where it is in the text. */
export interface Mark {
  readonly severity: 'error' | 'warning'
  readonly pointer: string
  readonly message: string
  readonly at?: number
}

interface Editing {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly marks?: readonly Mark[]
  /** Whether the text is a mapping: it is then completed and explained by the schema of mappings. */
  readonly isMapping?: boolean
}

/** An editor of JSON. Its code is loaded when it is first shown. */
export function Editor({ label, text, onText, marks = [], isMapping = false }: Editing): JSX.Element {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<Awaited<ReturnType<typeof open>>>(undefined)
  /** What the editor said last: the page's text is no other then, and what is typed meanwhile must stay. */
  const said = useRef<string>(undefined)
  const now = useRef({ text, onText, marks })
  now.current = { text, onText, marks }
  useEffect(() => {
    let isGone = false
    void open({ host, label, isMapping, onText: (changed) => now.current.onText((said.current = changed)) }).then(
      (opened) => {
        if (isGone) return opened?.close()
        view.current = opened
        opened?.setText(now.current.text)
        opened?.setMarks(now.current.marks)
        return undefined
      },
    )
    return () => {
      isGone = true
      view.current?.close()
    }
  }, [label, isMapping])
  useLayoutEffect(() => {
    if (text === said.current) return
    said.current = undefined
    view.current?.setText(text)
  }, [text])
  useEffect(() => view.current?.setMarks(marks), [marks])
  return <div class="editor" ref={host} />
}

async function open({
  host,
  ...of
}: {
  readonly host: { readonly current: HTMLDivElement | null }
  readonly label: string
  readonly isMapping: boolean
  readonly onText: (text: string) => void
}) {
  const { openEditor } = await import('./code-mirror.ts')
  return host.current === null ? undefined : openEditor(host.current, of)
}
