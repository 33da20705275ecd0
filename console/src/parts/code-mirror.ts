import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json, jsonLanguage } from '@codemirror/lang-json'
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import type { Diagnostic } from '@codemirror/lint'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import type { Extension } from '@codemirror/state'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { disableErrorLogging } from 'best-effort-json-parser'
import { getJsonPointers, jsonCompletion, jsonSchemaHover, stateExtensions } from 'codemirror-json-schema'
import schema from '../../../mapping.schema.json'
import type { Mark } from './editor.tsx'

/** An open editor. */
export interface OpenEditor {
  readonly setText: (text: string) => void
  readonly setMarks: (marks: readonly Mark[]) => void
  readonly close: () => void
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--link)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--wait)' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', color: 'var(--text)', backgroundColor: 'var(--surface)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--raised)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--line) !important' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    maxWidth: '480px',
  },
  '.cm-tooltip.cm-tooltip-hover': { padding: '4px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
})

// The completion reads JSON that is not finished yet, and would say so in the browser's console at each letter.
disableErrorLogging()

/** Opens an editor in an element. It stands in a shadow root: there its styles are no inline styles, which the page's policy forbids. */
export function openEditor(
  host: HTMLElement,
  of: { readonly label: string; readonly isMapping: boolean; readonly onText: (text: string) => void },
): OpenEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const inside = document.createElement('div')
  root.replaceChildren(inside)
  let isOurs = false
  const view = new EditorView({
    root,
    parent: inside,
    state: EditorState.create({
      extensions: [
        ...basics,
        ...(of.isMapping ? byTheSchema() : []),
        EditorView.contentAttributes.of({ 'aria-label': of.label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isOurs) of.onText(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    setText: (text) => {
      if (view.state.doc.toString() === text) return
      isOurs = true
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
      isOurs = false
    },
    setMarks: (marks) => view.dispatch(setDiagnostics(view.state, placed(view.state, marks))),
    close: () => view.destroy(),
  }
}

const basics: readonly Extension[] = [
  lineNumbers(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  lintGutter(),
  EditorView.lineWrapping,
  syntaxHighlighting(colours),
  syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
  json(),
  look,
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
  ]),
]

/** What is true of mappings: the names that may stand at a place, and what each means. */
function byTheSchema(): readonly Extension[] {
  return [
    jsonLanguage.data.of({ autocomplete: jsonCompletion() }),
    hoverTooltip(jsonSchemaHover()),
    ...stateExtensions(schema as never),
  ]
}

function placed(state: EditorState, marks: readonly Mark[]): readonly Diagnostic[] {
  const places = getJsonPointers(state as never, 'json4') as Map<
    string,
    { keyFrom?: number; keyTo?: number; valueFrom: number; valueTo: number }
  >
  return marks.map(({ severity, pointer, message, at }) => {
    const place = at === undefined ? nearest(places, pointer) : { valueFrom: at, valueTo: at + 1 }
    const from = Math.min(place?.keyFrom ?? place?.valueFrom ?? 0, state.doc.length)
    // of a value without a key, such as an entry of a list, its first line is marked
    const to = Math.min(place?.keyTo ?? place?.valueTo ?? from + 1, state.doc.lineAt(from).to)
    return { from, to: Math.max(from, to), severity, message }
  })
}

/** The place of a pointer, or of what it stands in: what is missing has no place of its own. */
function nearest<T>(places: ReadonlyMap<string, T>, pointer: string): T | undefined {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = places.get(at)
    if (found !== undefined) return found
  }
  return places.get('')
}
