import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { journeys, ofNow } from '../../../src/ingest/samples.ts'
import { ask, messageOf } from '../api.ts'
import { useLoad } from '../load.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Empty, Shown } from '../parts/states.tsx'
import { SentEvent } from '../parts/sent.tsx'
import { count, duration } from '../parts/time.tsx'
import type { Partner, Sent } from '../replies.ts'
import { isAdmin } from '../session.ts'

type Journey = keyof typeof journeys

/** An account to which events are sent. */
interface Target {
  readonly partner: string
  readonly account: string
}

/** One event of a journey at one account, and what came of it. */
interface Row extends Target {
  readonly event: Readonly<Record<string, unknown>>
  readonly sent?: Sent
  readonly ms?: number
  readonly fault?: string
}

/** The tab that sends a journey of events to one partner or all, for real. */
export function Tab(): JSX.Element {
  const partners = useLoad('partners', (signal) => ask<{ partners: readonly Partner[] }>('/v1/partners', { signal }))
  return (
    <section>
      <h1>Test suite</h1>
      {isAdmin() ? (
        <Shown of={partners} what="the partners">
          {({ partners: list }) => <Suite targets={list.flatMap(targetsOf)} />}
        </Shown>
      ) : (
        <Empty title="Only an admin sends events.">
          <p>Sign in with ADMIN_TOKEN. What events would make is shown to you in the tab Test.</p>
        </Empty>
      )}
    </section>
  )
}

function targetsOf({ partner, accounts = [] }: Partner): readonly Target[] {
  return accounts.filter(({ problem }) => problem === undefined).map(({ account }) => ({ partner, account }))
}

function nameOf({ partner, account }: Target): string {
  return account === 'default' ? partner : `${partner}/${account}`
}

function Suite({ targets }: { readonly targets: readonly Target[] }): JSX.Element {
  const [journey, setJourney] = useState<Journey>('spec')
  const [chosen, setChosen] = useState(targets[0] === undefined ? '' : nameOf(targets[0]))
  const [rows, setRows] = useState<readonly Row[]>([])
  const [isRunning, setRunning] = useState(false)
  const [asks, setAsks] = useState(false)
  const stopped = useRef(false)
  if (targets.length === 0)
    return (
      <Empty title="No account is set up.">
        <p>Set the settings of a partner first: the tab Partners names each.</p>
      </Empty>
    )
  const to = chosen === '' ? targets : targets.filter((one) => nameOf(one) === chosen)
  const run = async (): Promise<void> => {
    const all: Row[] = to.flatMap((target) =>
      journeys[journey].map((event) => ({ ...target, event: ofNow(event, Date.now()) })),
    )
    stopped.current = false
    setRunning(true)
    setRows([...all])
    for (const [i, row] of all.entries()) {
      if (stopped.current) break
      all[i] = await sent(row)
      setRows([...all])
    }
    setRunning(false)
  }
  return (
    <>
      <div class="filters">
        <div>
          <label for="suite-partner">Partner</label>
          <select id="suite-partner" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            {targets.map((target) => (
              <option key={nameOf(target)}>{nameOf(target)}</option>
            ))}
            <option value="">all that are set up</option>
          </select>
        </div>
        <div class="long">
          <label for="suite-journey">Journey</label>
          <select
            id="suite-journey"
            value={journey}
            onChange={(event) => setJourney(event.currentTarget.value === 'spec' ? 'spec' : 'ecommerce')}
          >
            <option value="spec">one event of each type</option>
            <option value="ecommerce">a purchase</option>
          </select>
        </div>
        <button type="button" class="primary" onClick={() => setAsks(true)} disabled={isRunning}>
          Send the journey …
        </button>
        {isRunning && (
          <button type="button" onClick={() => void (stopped.current = true)}>
            Stop
          </button>
        )}
        {rows.some(({ sent: done }) => done !== undefined) && (
          <a
            class="button"
            download="test-suite.json"
            href={`data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(rows, undefined, 2))}`}
          >
            Result as JSON
          </a>
        )}
      </div>
      {asks && <Asking journey={journey} to={to} run={run} close={() => setAsks(false)} />}
      {rows.length === 0 ? (
        <Empty title="Nothing was sent yet.">
          <p>
            The events go to the partner for real, through the same route that Segment uses. Green: the partner took it,
            or the delete is stored and will be sent. Grey: the mapping sends nothing for it. Yellow: the partner has
            nothing for this type (501), which Segment accepts, or the event waits. Red: the partner did not take it.
          </p>
        </Empty>
      ) : (
        <Results rows={rows} isRunning={isRunning} />
      )}
    </>
  )
}

interface AskingProps {
  readonly journey: Journey
  readonly to: readonly Target[]
  readonly run: () => Promise<void>
  readonly close: () => void
}

/** Asks before a journey is sent, as its calls are real. */
function Asking({ journey, to, run, close }: AskingProps): JSX.Element {
  const events = journeys[journey]
  const deletes = events.filter(({ type }) => type === 'delete').length * to.length
  const [only] = to
  const where =
    to.length === 1 && only !== undefined
      ? nameOf(only)
      : `${to.length} accounts of ${new Set(to.map(({ partner }) => partner)).size} partners`
  const start = (): Promise<void> => {
    // what comes of it is shown in the list
    void run()
    return Promise.resolve()
  }
  return (
    <Confirm title="Send the journey?" does="Send it" run={start} close={close}>
      <p>
        {count(events.length * to.length)} events go to {where} for real
        {deletes > 0 && `, among them ${count(deletes)} ${deletes === 1 ? 'delete' : 'deletes'} of the sample user`}.
      </p>
    </Confirm>
  )
}

async function sent(row: Row): Promise<Row> {
  const started = performance.now()
  try {
    const done = await ask<Sent>(`/v1/test/${row.partner}/${row.account}`, { body: { event: row.event } })
    return { ...row, sent: done, ms: performance.now() - started }
  } catch (error) {
    return { ...row, fault: messageOf(error), ms: performance.now() - started }
  }
}

function toneOf(row: Row): 'good' | 'wait' | 'bad' | 'quiet' {
  const { sent: done, fault } = row
  if (fault !== undefined) return 'bad'
  if (done === undefined) return 'quiet'
  const { reply, calls } = done
  if (reply.status === 501) return 'wait'
  if (reply.status >= 300 || calls.some(({ answer }) => (answer.status ?? 500) >= 400)) return 'bad'
  if (saidIn(reply.body) === 'skipped') return 'quiet'
  // a delete is stored and sent later; an event that is queued without a call waits for something
  return reply.status === 202 && row.event['type'] !== 'delete' ? 'wait' : 'good'
}

/** The word with which a reply says what became of the event. */
function saidIn(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const said = Object.entries(body).find(([key]) => key === 'status' || key === 'code')?.[1] as unknown
  return typeof said === 'string' ? said : ''
}

function wordOf(row: Row): string {
  if (row.fault !== undefined) return 'failed'
  if (row.sent === undefined) return 'waits'
  const { status, body } = row.sent.reply
  return `${status} ${saidIn(body)}`
}

function Results({ rows, isRunning }: { readonly rows: readonly Row[]; readonly isRunning: boolean }): JSX.Element {
  const [open, setOpen] = useState<number>()
  const done = rows.filter(({ ms }) => ms !== undefined).length
  const failed = rows.filter((row) => toneOf(row) === 'bad').length
  return (
    <>
      <p role="status">
        {isRunning ? `Sending: ${done} of ${rows.length}` : `${done} of ${rows.length} sent`}
        {failed > 0 && `, ${failed} failed`}
      </p>
      <h2 class="hidden">Events</h2>
      <progress max={rows.length} value={done} aria-label="Events that were sent" />
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th>Partner</th>
              <th>Event</th>
              <th>Result</th>
              <th class="number">Time</th>
              <th>
                <span class="hidden">Details</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <>
                <tr key={i}>
                  <td>{nameOf(row)}</td>
                  <td>
                    {[row.event['type'], row.event['event'] ?? row.event['name']]
                      .filter((one) => typeof one === 'string')
                      .join(' · ')}
                  </td>
                  <td>
                    <span class={`badge ${toneOf(row)}`}>{wordOf(row)}</span>{' '}
                    {row.fault !== undefined && <span class="fault">{row.fault}</span>}
                  </td>
                  <td class="number">{row.ms === undefined ? '' : duration(row.ms)}</td>
                  <td>
                    {row.sent !== undefined && (
                      <button
                        type="button"
                        class="plain"
                        aria-expanded={open === i}
                        onClick={() => setOpen(open === i ? undefined : i)}
                      >
                        {open === i ? 'Hide' : 'Show'}
                      </button>
                    )}
                  </td>
                </tr>
                {open === i && row.sent !== undefined && (
                  <tr class="details">
                    <td colSpan={5}>
                      <SentEvent sent={row.sent} />
                    </td>
                  </tr>
                )}
              </>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
