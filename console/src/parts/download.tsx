import type { JSX } from 'preact'

/** A button that saves something as a file of JSON; nothing of it stands in an address. */
export function DownloadJson({
  name,
  of,
  children,
}: {
  readonly name: string
  readonly of: () => unknown
  readonly children: string
}): JSX.Element {
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([JSON.stringify(of(), undefined, 2)], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = address
    link.download = name
    link.click()
    // the browser reads it after the click
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
  }
  return (
    <button type="button" onClick={save}>
      {children}
    </button>
  )
}
