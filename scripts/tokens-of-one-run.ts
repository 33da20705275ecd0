import type { Grant } from '../src/mapping/file/token.ts'
import type { SendOptions } from '../src/transport/send.ts'
import type { AccessToken, NoToken, TokenOwner, TokenNeeds } from '../src/transport/tokens.ts'
import { askForToken } from '../src/transport/tokens.ts'

/** Access tokens for one run of a script, which has no objects to own them: asked for each time, kept nowhere. */
export class TokensOfOneRun implements TokenOwner {
  async token(grant: Grant, _: TokenNeeds, options: SendOptions): Promise<AccessToken | NoToken> {
    return askForToken(grant, { options, now: Date.now })
  }
}
