import type { CompileContext } from '../context/compile-context.ts'
import type { AuthFile, TokenPlaceFile } from './schema.ts'

interface Written {
  /** The key of `auth` that writes the header, as messages name it. */
  readonly by: string
  readonly header: string
}

/** Says where two kinds of authentication write the same header: the partner would get it twice, or only one of them. */
export function checkAuthHeaders(file: AuthFile, context: CompileContext): void {
  const first = new Map<string, string>()
  for (const { by, header } of headersOf(file)) {
    const other = first.get(header.toLowerCase())
    if (other === undefined) first.set(header.toLowerCase(), by)
    // That there are two access tokens is said already.
    else if (!(other === 'oauth2' && by === 'token'))
      context.error(`"${other}" and "${by}" both write the header "${header}": leave one of them out`)
  }
}

function headersOf(file: AuthFile): readonly Written[] {
  const bySignature = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  return [
    ...(file.bearer === undefined ? [] : [{ by: 'bearer', header: 'Authorization' }]),
    ...(file.basic === undefined ? [] : [{ by: 'basic', header: 'Authorization' }]),
    ...Object.keys(file.header ?? {}).map((header) => ({ by: `header.${header}`, header })),
    ...(file.hmac === undefined ? [] : [{ by: 'hmac', header: file.hmac.header }]),
    ...(file.standardWebhooks === undefined ? [] : bySignature.map((header) => ({ by: 'standardWebhooks', header }))),
    ...(file.oauth2 === undefined ? [] : placesOf('oauth2', file.oauth2.token)),
    ...(file.token === undefined ? [] : placesOf('token', file.token.as)),
  ]
}

/** Where an access token is put: `Authorization`, if nothing else is said. */
function placesOf(by: string, place: TokenPlaceFile | undefined): readonly Written[] {
  const names = place === undefined ? ['Authorization'] : Object.keys(place.header ?? {})
  return names.map((header) => ({ by, header }))
}
