import { createHash } from 'node:crypto'
import type { Grant } from '../mapping/file/token.ts'
import type { Seals } from '../transport/seal.ts'
import type { SendOptions } from '../transport/send.ts'
import type { AccessToken, NoToken, TokenOwner, TokenNeeds } from '../transport/tokens.ts'
import { askForToken, grantDigest, serves } from '../transport/tokens.ts'
import type { Meta } from '../leases/meta.ts'

/** What is kept of a grant: the access token, and a refresh token that the vendor rotated. `digest` is that of the grant it came from. */
interface Kept {
  readonly digest: string
  readonly access: AccessToken
  readonly rotated?: string | undefined
}

/**
 * The access tokens of one account, owned by its object: refreshed under single flight, kept sealed (while `seals` gives nothing, in memory only).
 * A secret that changed in the environment (another digest of the grant) overrides what is kept, the rotated refresh token too.
 */
export class AccountTokens implements TokenOwner {
  readonly #meta: Meta
  readonly #seals: () => Seals | undefined
  readonly #context: () => string
  readonly #now: () => number
  readonly #memory = new Map<string, Kept>()
  /** An object has one I/O context: its requests may await each other's promises. */
  readonly #refreshes = new Map<string, Promise<AccessToken | NoToken>>()

  constructor(meta: Meta, by: { seals: () => Seals | undefined; context: () => string; now: () => number }) {
    this.#meta = meta
    this.#seals = by.seals
    this.#context = by.context
    this.#now = by.now
  }

  async token(grant: Grant, needs: TokenNeeds, options: SendOptions): Promise<AccessToken | NoToken> {
    const name = nameOf(grant)
    const digest = grantDigest(grant)
    const kept = this.#kept(name, digest)
    if (serves(kept?.access, needs, this.#now())) return kept.access
    const running = this.#refreshes.get(digest)
    if (running !== undefined) return running
    const refresh = this.#refresh({ grant, name, digest, rotated: kept?.rotated }, options).finally(() =>
      this.#refreshes.delete(digest),
    )
    this.#refreshes.set(digest, refresh)
    return refresh
  }

  async #refresh(
    { grant, name, digest, rotated }: { grant: Grant; name: string; digest: string; rotated: string | undefined },
    options: SendOptions,
  ): Promise<AccessToken | NoToken> {
    const granted = await askForToken(grant, { rotated, options, now: this.#now })
    if (granted.kind !== 'token') return granted
    const { rotated: next = rotated, ...access } = granted
    this.#keep(name, { digest, access, rotated: next })
    return access
  }

  #kept(name: string, digest: string): Kept | undefined {
    const kept = this.#memory.get(name) ?? this.#stored(name)
    return kept?.digest === digest ? kept : undefined
  }

  #stored(name: string): Kept | undefined {
    const seals = this.#seals()
    const sealed = seals && this.#meta.get<string | undefined>(name, undefined)
    const text = sealed && seals?.open(sealed, this.#context())
    return text === undefined ? undefined : (JSON.parse(text) as Kept)
  }

  #keep(name: string, kept: Kept): void {
    this.#memory.set(name, kept)
    const seals = this.#seals()
    if (seals === undefined) return
    if (name.startsWith(logins)) this.#dropEnded()
    this.#meta.set(name, seals.seal(JSON.stringify(kept), this.#context()))
  }

  /** Takes away the tokens of logins that ended, such as those of a password of before. */
  #dropEnded(): void {
    for (const name of this.#meta.names(logins))
      if ((this.#stored(name)?.access.endsAt ?? 0) <= this.#now()) this.#meta.set(name, undefined)
  }
}

const logins = 'login:'

/** One entry for each client at each token endpoint: a new secret takes the place of the old one. Of a login, nobody knows which part of it is the secret. */
function nameOf(all: Grant): string {
  if ('kind' in all) return `${logins}${grantDigest(all).slice(0, 24)}`
  const { tokenUrl, clientId, scope, grant, params } = all
  const digest = createHash('sha256')
    .update(JSON.stringify([tokenUrl, clientId, scope, grant, ...(params === undefined ? [] : [params])]))
    .digest('hex')
  return `token:${digest.slice(0, 24)}`
}
