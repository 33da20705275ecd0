import type { Oauth2Grant } from '../src/mapping/file/auth.ts'
import type { SendOptions } from '../src/transport/send.ts'
import { send } from '../src/transport/send.ts'
import type { AccessToken, NoToken, TokenOwner, TokenNeeds } from '../src/transport/tokens.ts'
import { readToken, tokenRequest } from '../src/transport/tokens.ts'

/** Access tokens for one run of a script, which has no objects to own them: asked for each time, kept nowhere. */
export class TokensOfOneRun implements TokenOwner {
  async token(grant: Oauth2Grant, _: TokenNeeds, options: SendOptions): Promise<AccessToken | NoToken> {
    const sent = await send(tokenRequest(grant, grant.refreshToken), { ...options, readsBody: true })
    return sent.kind === 'answered' ? readToken(sent.answer, Date.now()) : sent
  }
}
