/** The name of an account, by which objects, marks, seals and counts know it: `<partner>/<account>`. It is stored in many places, and so never changes. */
export function accountName(partner: string, account: string): string {
  return `${partner}/${account}`
}
