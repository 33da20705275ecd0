import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Outcome } from '../../parts/badge.tsx'
import { Empty } from '../../parts/states.tsx'
import { Time, count, counted } from '../../parts/time.tsx'
import type { Ledger } from '../../replies.ts'
import { addressOf, go, place } from '../../router.ts'
import type { Step } from './steps.ts'
import { outcomesOf, stepsOf, tones, totalOf } from './steps.ts'

const height = 100

/** What was counted over time, as bars and by outcome. A bar, or a row of the table beneath, leads to its time; an outcome to its records. */
export function Chart({ ledger }: { readonly ledger: Ledger }): JSX.Element {
  const { width, steps } = stepsOf(ledger)
  const [pointed, setPointed] = useState<number>()
  const all = outcomesOf(ledger).reduce((sum, { n }) => sum + n, 0)
  const { parameters } = place.value
  const of =
    parameters['partner'] === undefined
      ? 'all partners'
      : [parameters['partner'], parameters['account']].filter(Boolean).join('/')
  if (all === 0) return <Empty title="Nothing was counted in this time." />
  const step = steps[pointed ?? -1]
  return (
    <>
      <p class="muted">
        Of {of} {counted(ledger.received, 'delivery was', 'deliveries were')} received. All are counted, whatever the
        other filters say.
      </p>
      <Bars steps={steps} width={width} point={setPointed} />
      <p class="row between muted axis">
        {step === undefined ? (
          <>
            <Time at={steps[0]?.at ?? 0} />
            <Time at={(steps.at(-1)?.at ?? 0) + width} />
          </>
        ) : (
          <span>
            <Time at={step.at} /> {saidOf(step)}
          </span>
        )}
      </p>
      <Chips name="What Segment was told" outcomes={outcomesOf({ inline: ledger.inline, queue: {} })} />
      <Chips name="Attempts of the queue" outcomes={outcomesOf({ inline: {}, queue: ledger.queue })} />
      <StepsTable steps={steps} width={width} />
    </>
  )
}

function Chips({
  name,
  outcomes,
}: {
  readonly name: string
  readonly outcomes: ReturnType<typeof outcomesOf>
}): JSX.Element | null {
  const { parameters } = place.value
  if (outcomes.length === 0) return null
  return (
    <ul class="chips" aria-label={name}>
      <li class="muted">{name}:</li>
      {outcomes.map(({ outcome, n }) => (
        <li key={outcome}>
          <a
            href={addressOf('activity', { ...parameters, outcome, reason: undefined, cursor: undefined })}
            aria-current={parameters['outcome'] === outcome ? 'true' : undefined}
          >
            <Outcome of={outcome} /> {count(n)}
          </a>
        </li>
      ))}
    </ul>
  )
}

function saidOf(step: Step): string {
  if (totalOf(step) === 0) return 'nothing'
  return Object.entries(tones)
    .map(([tone, word]) => [step.counts[tone as keyof typeof tones], word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${count(n)} ${word}`)
    .join(', ')
}

/** The address of the records of a step. */
function stepAddress({ at }: Step, width: number): Readonly<Record<string, string | undefined>> {
  return {
    ...place.value.parameters,
    since: new Date(at).toISOString(),
    until: new Date(at + width).toISOString(),
    cursor: undefined,
  }
}

function Bars({
  steps,
  width,
  point,
}: {
  readonly steps: readonly Step[]
  readonly width: number
  readonly point: (at: number | undefined) => void
}): JSX.Element {
  const most = Math.max(1, ...steps.map(totalOf))
  const placeOf = (event: MouseEvent & { readonly currentTarget: Element }): number => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect()
    return Math.min(steps.length - 1, Math.max(0, Math.floor(((event.clientX - left) / wide) * steps.length)))
  }
  const open = (event: MouseEvent & { readonly currentTarget: Element }): void => {
    const step = steps[placeOf(event)]
    if (step !== undefined) go('activity', stepAddress(step, width))
  }
  return (
    <div class="bars">
      <span class="muted">{count(most)}</span>
      <svg
        viewBox={`0 0 ${steps.length * 10} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Attempts over time, ${count(most)} at most in one part; the table beneath has the numbers`}
        onPointerMove={(event) => point(placeOf(event))}
        onPointerLeave={() => point(undefined)}
        onClick={open}
      >
        {steps.map((step, i) => (
          <Bar key={step.at} step={step} x={i * 10} most={most} />
        ))}
      </svg>
    </div>
  )
}

function Bar({ step, x, most }: { readonly step: Step; readonly x: number; readonly most: number }): JSX.Element {
  let y = height
  if (totalOf(step) === 0) return <rect class="none" x={x} y={height - 1} width={8} height={1} />
  return (
    <g>
      {Object.keys(tones).map((tone) => {
        const n = step.counts[tone as keyof typeof tones]
        const tall = n === 0 ? 0 : Math.max(2, (n / most) * height)
        y -= tall
        return <rect key={tone} class={tone} x={x} y={y} width={8} height={tall} />
      })}
    </g>
  )
}

function StepsTable({ steps, width }: { readonly steps: readonly Step[]; readonly width: number }): JSX.Element {
  const some = steps.filter((step) => totalOf(step) > 0).toReversed()
  return (
    <details>
      <summary>As a table</summary>
      <div class="scroll tall" tabIndex={0} role="region" aria-label="Attempts over time">
        <table>
          <thead>
            <tr>
              <th>From</th>
              {Object.entries(tones).map(([tone, word]) => (
                <th key={tone} class="number">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {some.map((step) => (
              <tr key={step.at}>
                <td>
                  <a href={addressOf('activity', stepAddress(step, width))}>
                    <Time at={step.at} />
                  </a>
                </td>
                {Object.keys(tones).map((tone) => (
                  <td key={tone} class="number">
                    {count(step.counts[tone as keyof typeof tones])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
