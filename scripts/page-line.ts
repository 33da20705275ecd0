/** The line of `npm start` that tells where the page is. `ownFile`: the file of settings, where it is not `dev.env`, whose token everybody knows: only without it the line has a link that signs in. */
export function pageLine(origin: string, token: string | undefined, ownFile?: string): string {
  if (token === undefined || token === '') return `page: ${origin}/ (set ADMIN_TOKEN to sign in)`
  return ownFile === undefined
    ? `page: ${origin}/#/sign-in?token=${encodeURIComponent(token)}   (signs you in)`
    : `page: ${origin}/ (sign in with ADMIN_TOKEN of ${ownFile})`
}
