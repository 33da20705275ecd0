/** A mapping that translates what it sends in many ways, for partners that give it back: in the path, headers, credentials and the body, as it is, stripped, hashed, as E.164. */
export const echoMapping = {
  name: 'Echo',
  settings: {
    url: { label: 'URL', required: true, secret: true },
    user: { label: 'User', required: true, secret: true },
    password: { label: 'Password', required: true, secret: true },
  },
  hosts: { hook: '{{ settings.url }}' },
  auth: { basic: ['{{ settings.user }}', '{{ settings.password }}'] },
  redact: ['context.traits.secretToken'],
  subscriptions: [
    {
      name: 'Track',
      subscribe: 'type = "track"',
      item: {
        id: '{{ userId }}',
        device: '{{ anonymousId | upcase }}',
        mail: '{{ context.traits.email | downcase | sha256 }}',
        number: "{{ context.traits.phone | e164: 'DE' }}",
        who: '{{ properties.owner | strip }}',
        values: '{{ properties }}',
        raw: '{{ context.traits }}',
      },
      batch: { max: 20 },
      request: {
        method: 'POST',
        url: '{{ hosts.hook }}',
        headers: { 'X-First': '{{ items[0].id }}' },
        json: { all: '{{ items }}' },
      },
      outcomes: [
        {
          when: 'status = 207',
          outcome: 'delivered',
          items: [
            { over: '{{ body.errors }}', index: '{{ item.at }}', message: '{{ item.why }}', outcome: 'rejected' },
          ],
        },
        { when: 'status >= 400', message: '{{ body.message }}' },
      ],
    },
  ],
  deletion: {
    item: '{{ userId }}',
    batch: { max: 20 },
    request: { method: 'POST', url: '{{ hosts.hook }}', json: { gone: '{{ items }}' } },
    outcomes: [{ when: 'status >= 400', message: '{{ body.message }}' }],
  },
}
