import type { JSX } from 'preact'

/** Numbers over time as bars, the newest at the right; `label` says in words what they show. */
export function Spark({ values, label }: { readonly values: readonly number[]; readonly label: string }): JSX.Element {
  const most = Math.max(1, ...values)
  return (
    <svg class="spark" viewBox={`0 0 ${values.length * 4} 24`} preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      {values.map((value, i) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * 24)
        return <rect key={i} x={i * 4} y={24 - height} width={3} height={height} class={value === 0 ? 'none' : ''} />
      })}
    </svg>
  )
}
