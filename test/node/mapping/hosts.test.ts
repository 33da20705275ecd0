import { describe, expect, test } from 'vitest'
import { isPublicName } from '../../../src/values/hosts.ts'

describe('a host name is public', () => {
  test.for([
    'example.com',
    'api.example.com',
    'API.Example.COM',
    'a_b.example.com',
    'xn--bcher-kva.example.com',
    'hook.mail.example.com',
    'internal.example.com',
    'localhost-tools.example.com',
    'v1-2-3.example.com',
    'ec2-54-12-34-56.compute-1.amazonaws.com',
    '300-10-0-5.example.com',
    'build-2026-11-29-10.example.com',
    'unip.io',
    'home.dev',
  ])('%s', (name) => {
    expect(isPublicName(name)).toBe(true)
  })
})

describe('a host name is not public', () => {
  test.for([
    'intranet',
    '10.0.0.5',
    '[::1]',
    'localhost',
    'app.localhost',
    'localhost.example.com',
    'a..example.com',
    'printer.local',
    'db.internal',
    'DB.INTERNAL',
    'wiki.corp',
    'nas.home',
    'nas.home.arpa',
    '5.0.0.10.in-addr.arpa',
    'box.lan',
    'mx.mail',
    'app.intranet',
    'app.private',
    'pc.localdomain',
    'a.test',
    'a.invalid',
    'a.onion',
    'a.alt',
    'nip.io',
    '10.0.0.5.nip.io',
    '10-0-0-5.nip.io',
    '0a000005.nip.io',
    'app.54.12.34.56.sslip.io',
    '--1.sslip.io',
    'app.traefik.me',
    'lvh.me',
    'app.localtest.me',
    '10.0.0.5.dns.example.com',
    'app-192-168-1-1.example.com',
    'app-172.16-0.1.example.com',
    '1.10.0.0.5.example.com',
    '127-0-0-1.org.uk',
    '169-254-169-254.example.com',
    '100.64.0.1.example.com',
    '0.0.0.0.example.com',
  ])('%s', (name) => {
    expect(isPublicName(name)).toBe(false)
  })
})
