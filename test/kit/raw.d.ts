/** A file as text (vite's `?raw`). */
declare module '*?raw' {
  const text: string
  export default text
}

/** Files by their paths, found when the test is built (vite's `import.meta.glob`); here always as text, at once. */
interface ImportMeta {
  readonly glob: (
    pattern: string,
    options: { readonly query: '?raw'; readonly import: 'default'; readonly eager: true },
  ) => Readonly<Record<string, string>>
}
