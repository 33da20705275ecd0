/**
 * Why a URL is none that a partner can have, or `undefined`: https on port 443 of a public name, no user info. The one rule of hosts, for the checker, for settings and
 * for the sender. `loopback`: http to loopback is allowed, as in development.
 */
export function partnerUrlFault(url: URL, { loopback }: { readonly loopback: boolean }): string | undefined {
  const host = url.hostname.replace(/\.$/, '')
  if (url.username !== '' || url.password !== '') return 'a partner URL holds no user name or password'
  if (loopback && url.protocol === 'http:' && isLoopback(host)) return undefined
  if (url.protocol !== 'https:') return 'a partner URL begins with https://'
  if (url.port !== '') return 'a partner URL has no port but 443'
  return isPublicName(host) ? undefined : 'a partner URL has a public host name: no IP address, no local name'
}

/** Whether a host, as `URL` writes it, is this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

/**
 * Top-level names that public DNS does not serve: special-use names (RFC 6761, 6762, 7686, 9476; below `arpa` only infrastructure lives, RFC 3172 and 8375), names of private
 * networks (RFC 6762, appendix G; `internal` is reserved for them, ICANN 2024-07-29), names that collide with these (`corp`, `home` and `mail`, ICANN 2018-02-04), and `localdomain`.
 */
const privateEnds =
  /\.(localhost|local|localnet|localdomain|invalid|test|onion|i2p|alt|arpa|intranet|intra|internal|private|corp|home|lan|mail|svc|kube|consul|workgroup)$/

/** Services whose names lead to the address that is spelled in them in any form (nip.io, sslip.io), or to loopback (localtest.me). Others are known by the address or by `localhost`. */
const addressServices =
  /(^|\.)((nip|sslip|xip|backname)\.io|iep\.ee|(traefik|localtest|lvh|vcap|fuf)\.me|(lacolhost|colasloth)\.com|local\.gd|ddev\.site|rbndr\.us|1u\.ms|ts\.net)$/

/** An IPv4 address as labels, or as parts of one: `10.0.0.5.`, `app-10-0-0-5.`; overlapping ones too. */
const spelled = /(?<![a-z0-9])(?=(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?![a-z0-9]))/g

/** Whether public DNS serves a host name to everybody, and it leads to no private network by itself: at least two labels, no address, no private one spelled in it. */
export function isPublicName(name: string): boolean {
  const host = name.toLowerCase()
  if (!/^([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/.test(host)) return false
  if (privateEnds.test(host) || addressServices.test(host) || /(^|\.)localhost\./.test(host)) return false
  return ![...host.matchAll(spelled)].some(([, ...parts]) => isPrivateAddress(parts.map(Number)))
}

/** Addresses that are not of the public internet: RFC 1918, 6598 and 6890, multicast and above. */
function isPrivateAddress([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if ([a, b, c, d].some((part) => part > 255)) return false
  if (a === 0 || a === 10 || a === 127 || a >= 224) return true
  if (a === 100) return b >= 64 && b <= 127
  if (a === 169) return b === 254
  if (a === 172) return b >= 16 && b <= 31
  if (a === 198) return b === 18 || b === 19
  return a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))
}
