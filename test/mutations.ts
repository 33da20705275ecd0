/**
 * Breaks of `src/` that a test must see (`npm run mutate`), each under the promise to users that it breaks. Code that guards no promise is not here:
 * its own tests are enough.
 */

/** A break: `find` is text that occurs exactly once in `file`. `tests` are run first, the whole suite only if all of them still pass. */
export interface Mutation {
  readonly promise: string
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly tests: readonly string[]
}

/** More would take too long to run: whoever adds one above this number takes away one that matters less. */
export const mostMutations = 70

const auth = ['test/workerd/auth.test.ts']
const replies = ['test/workerd/replies.test.ts']
const arrays = ['test/workerd/arrays.test.ts']
const sending = ['test/workerd/sending.test.ts']
const calls = ['test/node/delivery/call.test.ts']
const deletes = ['test/workerd/deletes.test.ts']
const jobs = ['test/workerd/delete-jobs.test.ts']
const tombstones = ['test/workerd/tombstones.test.ts']
const deletedUsers = ['test/workerd/deleted-users.test.ts']
const receipts = ['test/node/receipts.test.ts']
const queue = ['test/workerd/queue.test.ts']
const store = ['test/workerd/store.test.ts']
const letters = ['test/workerd/dead-letters.test.ts']
const faults = ['test/workerd/faults.test.ts']
const customers = ['test/workerd/customers.test.ts']
const customerKeys = ['test/workerd/customer-keys.test.ts']
const operate = ['test/workerd/operate.test.ts']
const routes = ['test/workerd/routes.test.ts']
const registryCopy = ['test/workerd/registry-copy.test.ts']
const planning = ['test/node/delivery/queue-plan.test.ts']
const promises = ['test/workerd/promises.test.ts']

const byPromise: Readonly<Record<string, readonly Omit<Mutation, 'promise'>[]>> = {
  'Only who has valid credentials comes in, and does no more than they allow.': [
    {
      name: 'secrets are not compared in constant time',
      file: 'src/requests/secrets.ts',
      find: 'return timingSafeEqual(digest(a), digest(b))',
      replace: 'return digest(a).equals(digest(b))',
      tests: ['test/node/secrets.test.ts'],
    },
    {
      name: 'the signature is taken over the parsed body',
      file: 'src/destinations/authenticate-sender.ts',
      find: '{ bytes, first: () => firstElement(bytes) }',
      replace: `{ bytes: new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)))), first: () => firstElement(bytes) }`,
      tests: auth,
    },
    {
      name: 'only the first shared secret counts',
      file: 'src/requests/secrets.ts',
      find: 'return secrets.some((secret)',
      replace: 'return secrets.slice(0, 1).some((secret)',
      tests: auth,
    },
    {
      name: 'STRICT_SIGNATURES is ignored',
      file: 'src/destinations/credentials.ts',
      find: `isOn(env, 'STRICT_SIGNATURES') ? undefined : body.first()`,
      replace: 'body.first()',
      tests: auth,
    },
    {
      name: 'a delete after the signed first element is taken',
      file: 'src/destinations/items.ts',
      find: 'sender.firstElementOnly && position > 0',
      replace: 'sender.firstElementOnly && position > 4_000',
      tests: auth,
    },
    {
      name: 'an endpoint key without +delete may delete',
      file: 'src/destinations/credentials.ts',
      find: `mayDelete: opened.routes.includes('+delete')`,
      replace: 'mayDelete: true',
      tests: auth,
    },
    {
      name: 'an endpoint key opens every route',
      file: 'src/destinations/credentials.ts',
      find: 'if (opensRoute(opened, credentials, env))',
      replace: 'if (true)',
      tests: auth,
    },
    {
      name: 'an endpoint key for the default account opens all accounts',
      file: 'src/destinations/credentials.ts',
      find: `return account === 'default' ? partner : `,
      replace: `return account !== '' ? partner : `,
      tests: replies,
    },
    {
      name: 'every operator token is good',
      file: 'src/admin/session.ts',
      find: 'if (isToken(sent, admin)) return',
      replace: 'return',
      tests: routes,
    },
    {
      name: 'a viewer may do everything',
      file: 'src/http/authenticate.ts',
      find: 'if (ranks[who.role] < ranks[needed]) return',
      replace: 'if (false) return',
      tests: routes,
    },
    {
      name: 'every partner takes customers by their own key',
      file: 'src/destinations/authenticate-sender.ts',
      find: 'const found = isOpen(partner, env) && isSlug(partner)',
      replace: 'const found = isSlug(partner)',
      tests: customers,
    },
    {
      name: `a customer's key is not checked before anything is stored`,
      file: 'src/destinations/inline-transport.ts',
      find: 'await checkCredentials(of, identity)',
      replace: `await Promise.resolve({ kind: 'accepted' as const })`,
      tests: customers,
    },
    {
      name: "a customer's object is called before the key is checked",
      file: 'src/destinations/inline-transport.ts',
      find: '(await hasQueue(keyAt(destination, context))) !== false) {',
      replace: 'context.now() > 0) {',
      tests: customerKeys,
    },
    {
      name: 'an unauthenticated sender may try any number of keys',
      file: 'src/destinations/customer-keys.ts',
      find: 'customers.over.set(network, true, now())',
      replace: '',
      tests: customerKeys,
    },
    {
      name: 'different customers share an account',
      file: 'src/transport/seal.ts',
      find: `createHmac('sha256', last).update(plain)`,
      replace: `createHmac('sha256', last)`,
      tests: customers,
    },
  ],
  'A reply of 2xx means that all of the request is settled or stored; Segment keeps the rest.': [
    {
      name: 'an array of which something is unsettled is 200',
      file: 'src/destinations/reply.ts',
      find: 'if (unsettled !== undefined)',
      replace: 'if (unsettled !== undefined && results.length < 0)',
      tests: arrays,
    },
    {
      name: 'one unsettled subscription beside a delivered one is 200',
      file: 'src/destinations/reply.ts',
      find: "['unsettled', 'queued', 'delivered', 'shadowed', 'rejected']",
      replace: "['delivered', 'unsettled', 'queued', 'rejected']",
      tests: replies,
    },
    {
      name: 'one bad item fails the array',
      file: 'src/destinations/reply.ts',
      find: 'if (valid === 0)',
      replace: `if (count('invalid') > 0)`,
      tests: arrays,
    },
    {
      name: 'a 503 has no Retry-After',
      file: 'src/requests/reply.ts',
      find: `return errorReply(code, message, { 'Retry-After': String(seconds) })`,
      replace: 'return errorReply(code, message)',
      tests: replies,
    },
    {
      name: "a partner's 5xx rejects the event for good",
      file: 'src/mapping/file/outcomes.ts',
      find: 'status === 429 || (status >= 500 && status !== 501)',
      replace: 'status === 429',
      tests: replies,
    },
    {
      name: 'a refused credential of ours rejects the event for good',
      file: 'src/mapping/file/outcomes.ts',
      find: `return status === 401 || status === 403 ? 'unauthorized' : 'rejected'`,
      replace: `return 'rejected'`,
      tests: replies,
    },
    {
      name: 'partner calls have no deadline',
      file: 'src/destinations/inline-transport.ts',
      find: "numericVariable(context.env, 'INLINE_BUDGET_MS')",
      replace: '3_600_000',
      tests: sending,
    },
    {
      name: 'a commit to a full object is acknowledged',
      file: 'src/queue/stubs.ts',
      find: `(done.find((one) => one !== 'committed') ?? 'committed')`,
      replace: `('committed' as 'committed' | 'full')`,
      tests: queue,
    },
    {
      name: 'a commit that threw is acknowledged',
      file: 'src/queue/stubs.ts',
      find: 'stub.commit(to, part, sealed))',
      replace: `stub.commit(to, part, sealed).catch((): 'committed' => 'committed'))`,
      tests: faults,
    },
    {
      name: 'a commit is acknowledged before the registry knows the queue',
      file: 'src/queue/lifecycle.ts',
      find: 'registry.register({ partner, account, own: !customer })',
      replace: 'Promise.resolve()',
      tests: faults,
    },
  ],
  'Nothing that was accepted is lost.': [
    {
      name: 'a repeated commit overwrites the row that waits',
      file: 'src/queue/store.ts',
      find: 'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`',
      replace: 'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET due = excluded.due`',
      tests: store,
    },
    {
      name: 'what was rolled back stays in memory',
      file: 'src/queue/tables.ts',
      find: 'for (const one of [meta, deadLetters, tombstones]) one.forget()',
      replace: '',
      tests: faults,
    },
    {
      name: 'an outdated worker run removes a row',
      file: 'src/queue/store.ts',
      find: `'DELETE FROM events WHERE id = ? AND fence = ?', id, leaseToken`,
      replace: `'DELETE FROM events WHERE id = ? AND fence >= ?', id, 0`,
      tests: store,
    },
    {
      name: 'an outdated worker run changes a row',
      file: 'src/queue/store.ts',
      find: 'WHERE id = ? AND fence = ?`',
      replace: 'WHERE id = ? AND fence >= ? - 99`',
      tests: store,
    },
    {
      name: 'a claimed row has no lease',
      file: 'src/leases/leased-table.ts',
      find: '      leaseUntil,\n      leaseUntil,\n',
      replace: '      leaseUntil,\n      0,\n',
      tests: store,
    },
    {
      name: 'undelivered items of a list count as delivered',
      file: 'src/delivery/result.ts',
      find: 'if (tried.length < items.length)',
      replace: 'if (false)',
      tests: planning,
    },
    {
      name: 'items that failed because of others are not sent again',
      file: 'src/delivery/call.ts',
      find: 'return verdict.others === undefined\n    ?',
      replace: 'return true ?',
      tests: calls,
    },
    {
      name: 'no alarm follows one that throws',
      file: 'src/queue/account-queue.ts',
      find: 'await alarm.set(started + pace.safetyMs)',
      replace: '',
      tests: faults,
    },
    {
      name: 'an object that starts without an alarm never sets one',
      file: 'src/queue/queue.ts',
      find: 'void context.blockConcurrencyWhile(() => this.#queue.begin())',
      replace: 'void context',
      tests: faults,
    },
    {
      name: 'unreadable rows of one origin share a dead letter',
      file: 'src/queue/queue-row.ts',
      find: "${rowPart(id)}-${digest.slice(0, 12)}`\n}\n\n/** A row's id for",
      replace: "${rowPart(id)}-000000000000`\n}\n\n/** A row's id for",
      tests: faults,
    },
    {
      name: 'the circuit learns from calls that were never made',
      file: 'src/delivery/circuit.ts',
      find: 'if (status === undefined) return undefined',
      replace: '',
      tests: ['test/node/delivery/schedule.test.ts'],
    },
    {
      name: 'an event that crashes the object is never a dead letter',
      file: 'src/queue/poison.ts',
      find: 'if (row.unackedClaims < claimsToDie) return [read]',
      replace: 'return [read]',
      tests: faults,
    },
    {
      name: 'an item that is refused beside others leaves no dead letter',
      file: 'src/destinations/commit.ts',
      find: 'const rejected = rejectedItems(result)',
      replace: 'const rejected: [] = []',
      tests: promises,
    },
    {
      name: 'the hourly limit drops dead letters of accepted events',
      file: 'src/queue/dead-letters.ts',
      find: '    const text = JSON.stringify(deadLetter.entry)\n',
      replace:
        "    if (this.#invalidLately(now).n >= 0 && this.gauges().dead >= 1_000) return 'known'\n    const text = JSON.stringify(deadLetter.entry)\n",
      tests: promises,
    },
    {
      name: 'a difference between the counts and the rows is not reported',
      file: 'src/queue/ledger.ts',
      find: "if (difference !== 0) this.count('', { lost, found })",
      replace: '',
      tests: promises,
    },
  ],
  'No personal data and no secret is shown to anyone who may not see it, or kept longer than needed.': [
    {
      name: "the partner's reason is not masked",
      file: 'src/delivery/call.ts',
      find: 'message: mask.hide(said.message)',
      replace: 'message: said.message',
      tests: ['test/node/delivery/call-mask.test.ts'],
    },
    {
      name: "secrets in the partner's reason are not masked",
      file: 'src/delivery/mask/mask.ts',
      find: 'for (const secret of secrets) texts.hideSecret(secret)',
      replace: '',
      tests: ['test/node/mask.test.ts'],
    },
    {
      name: 'what was sent is not masked, only what the events hold',
      file: 'src/delivery/mask/call-mask.ts',
      find: 'this.#ofItems, this.#ofSent(names)]',
      replace: 'this.#ofItems]',
      tests: ['test/node/delivery/call-mask.test.ts'],
    },
    {
      name: 'a reason names the user of another call of the request',
      file: 'src/delivery/mask/call-mask.ts',
      find: '[...others, this',
      replace: '[this',
      tests: ['test/node/delivery/call-mask.test.ts'],
    },
    {
      name: "a log line has the partner's own words",
      file: 'src/destinations/destination.ts',
      find: '(answered === undefined ? message : answeredWith(answered))',
      replace: 'message',
      tests: ['test/workerd/log.test.ts'],
    },
    {
      name: 'a viewer sees message ids',
      file: 'src/delivery/mask/message-id.ts',
      find: "if (role !== 'admin') return",
      replace: "if (role === '') return",
      tests: operate,
    },
    {
      name: 'one delivery is shown unmasked',
      file: 'src/admin/deliveries.ts',
      find: 'maskedEvent(raw, asked.role)',
      replace: 'raw',
      tests: operate,
    },
    {
      name: 'a reveal leaves no log line',
      file: 'src/admin/deliveries.ts',
      find: `if (reveals) log('reveal'`,
      replace: `if (false) log('reveal'`,
      tests: operate,
    },
    {
      name: 'a preview shows secrets',
      file: 'src/mapping/preview.ts',
      find: 'if (value !== undefined && setting.secret !== true) settings[name] = value',
      replace: 'if (value !== undefined) settings[name] = value',
      tests: ['test/node/mapping/preview.test.ts'],
    },
    {
      name: `a customer's settings are stored unsealed`,
      file: 'src/destinations/customer.ts',
      find: 'seals.seal(text, accountName(partner.slug, account))',
      replace: 'text',
      tests: customers,
    },
    {
      name: "a confirmed delete keeps the user's ids",
      file: 'src/deletes/outcome.ts',
      find: `      reason: undefined,
      sealed: null,`,
      replace: `      reason: undefined,`,
      tests: tombstones,
    },
    {
      name: 'dead letters are kept for ever',
      file: 'src/queue/dead-letters.ts',
      find: 'now - keptMs)',
      replace: '0)',
      tests: letters,
    },
  ],
  'Nothing that was received before a delete reaches the partner after it.': [
    {
      name: 'a delete leaves no tombstone',
      file: 'src/deletes/accept.ts',
      find: '  addTombstones(event, to)',
      replace: '',
      tests: tombstones,
    },
    {
      name: 'dead letters of a deleted user stay',
      file: 'src/deletes/accept.ts',
      find: 'userData.eraseDeadLetters(marks, event)',
      replace: '',
      tests: tombstones,
    },
    {
      name: 'the registry is not told of deletes',
      file: 'src/deletes/account-deletes.ts',
      find: 'const isAcknowledged = await this.#platform.announce({',
      replace: 'const isAcknowledged = await (async (_: unknown) => true)({',
      tests: tombstones,
    },
    {
      name: 'events are sent inline while the registry does not answer',
      file: 'src/destinations/inline-transport.ts',
      find: `if (view === undefined) return 'the registry`,
      replace: `if (view === undefined) return undefined && 'the registry`,
      tests: faults,
    },
    {
      name: 'a stale copy of the registry is relied on',
      file: 'src/registry/copy.ts',
      find: 'if (age > stale) return this.#ask(env, at)',
      replace: '',
      tests: registryCopy,
    },
    {
      name: 'events of deleted users are sent inline',
      file: 'src/destinations/destination.ts',
      find: 'return deleted.isDeleted(one.event, one.receivedAt) ? { result: erased } : one',
      replace: 'return one',
      tests: tombstones,
    },
    {
      name: 'a deleted previousId does not erase an alias',
      file: 'src/deletes/tombstones.ts',
      find: `[event['userId'], event['anonymousId'], event['previousId']]`,
      replace: `[event['userId'], event['anonymousId']]`,
      tests: tombstones,
    },
    {
      name: 'the first attempt of a delete does not wait',
      file: 'src/deletes/account-deletes.ts',
      find: 'this.store.announced(deletes, firstAttemptAt(now(), pace.deleteWaitMs))',
      replace: 'this.store.announced(deletes, now())',
      tests: jobs,
    },
    {
      name: 'tombstones end after five hours',
      file: 'src/deletes/account-deletes.ts',
      find: 'Math.min(now() - pace.receiptMs, oldestAt)',
      replace: 'Math.min(now() - 18_000_000, oldestAt)',
      tests: deletedUsers,
    },
    {
      name: 'an old event is sent inline, whoever was deleted since',
      file: 'src/destinations/destination.ts',
      find: 'return (await context.pastDeletes.of(account, context.env, now))',
      replace: 'return false',
      tests: deletedUsers,
    },
    {
      name: 'another key switches tombstones off',
      file: 'src/deletes/marks-key.ts',
      find: 'known !== seals.keyMark && !this.#tombstones.isEmpty',
      replace: 'false',
      tests: deletedUsers,
    },
    {
      name: 'the queue sends events of deleted users while the key of tombstones is missing',
      file: 'src/queue/account-queue.ts',
      find: 'return isWithoutKey ?',
      replace: 'return false ?',
      tests: tombstones,
    },
    {
      name: 'half of a split batch is sent after its user was deleted',
      file: 'src/delivery/call.ts',
      find: 'planned.items.filter(mayGo(caller))',
      replace: 'planned.items',
      tests: ['test/workerd/simulator.test.ts'],
    },
  ],
  'A delete is tried until the partner confirms it, and its receipt can be verified.': [
    {
      name: 'a new request joins a delete that was attempted',
      file: 'src/deletes/delete-store.ts',
      find: `AND phase IN ('announce', 'submit') AND state = 'INITIALIZED' AND lease_until = 0\n`,
      replace: '\n',
      tests: deletes,
    },
    {
      name: 'a delete is given up after a day',
      file: 'src/deletes/outcome.ts',
      find: 'const submitWithinMs = 30 * day',
      replace: 'const submitWithinMs = day',
      tests: jobs,
    },
    {
      name: 'deletes: what an operator decides while one waits in a run is not seen by the run',
      file: 'src/deletes/delete-store.ts',
      find: "'strikes = 0', 'fence = fence + 1'].join",
      replace: "'strikes = 0'].join",
      tests: jobs,
    },
    {
      name: 'deletes: one that was cancelled while it was sent is tried again',
      file: 'src/deletes/delete-rows.ts',
      find: 'if (reason !== undefined) return cancelled(reason, now)',
      replace: '',
      tests: jobs,
    },
    {
      name: 'entries of a receipt are not linked',
      file: 'src/deletes/receipt-links.ts',
      find: "hmacOf(linkedText(before?.link ?? '', entry), key)",
      replace: "hmacOf(linkedText('', entry), key)",
      tests: receipts,
    },
  ],
}

/** All breaks, each with its promise. `test/node/mutations.test.ts` holds that each still fits `src/`. */
export const mutations: readonly Mutation[] = Object.entries(byPromise).flatMap(([promise, breaks]) =>
  breaks.map((one) => ({ promise, ...one })),
)
