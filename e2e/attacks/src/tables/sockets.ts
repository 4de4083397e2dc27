import type { PlayedAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import { dial, exchange } from '../wire.ts';

type Lines = (site: Site) => readonly string[];

const posted = (site: Site) => [
  'POST /api/sync HTTP/1.1',
  `Host: ${site.goodHost}`,
  `Authorization: Bearer ${site.session.token}`,
  'Content-Type: application/json',
];
const body = '{"trigger":"manual"}';
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const smuggled = 'GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Requests that a proxy and the server could read differently. */
const ambiguous: readonly [string, Lines, string][] = [
  [
    'a length beside chunks',
    site => [...posted(site), `Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'],
    `0\r\n\r\n${smuggled}`,
  ],
  [
    'chunks beside a length',
    site => [...posted(site), 'Transfer-Encoding: chunked', 'Content-Length: 5'],
    chunked,
  ],
  ['two lengths', site => [...posted(site), `Content-Length: ${body.length}`, 'Content-Length: 5'], body],
  ['a list of lengths', site => [...posted(site), `Content-Length: ${body.length}, 5`], body],
  ['a length with a sign', site => [...posted(site), `Content-Length: +${body.length}`], body],
  [
    'chunks that are not the last word',
    site => [...posted(site), 'Transfer-Encoding: chunked, identity'],
    chunked,
  ],
  ['chunks by another name', site => [...posted(site), 'Transfer-Encoding: xchunked'], chunked],
  ['a blank before a colon', site => [...posted(site), 'Transfer-Encoding : chunked'], chunked],
  [
    'a chunk of no length',
    site => [...posted(site), 'Transfer-Encoding: chunked'],
    `zz\r\n${body}\r\n0\r\n\r\n`,
  ],
  ['a null byte in a header', site => [...posted(site), 'X-A: b\0c', 'Content-Length: 0'], ''],
  ['a line end of half a header', site => [...posted(site), 'X-A: b\rX-B: c', 'Content-Length: 0'], ''],
  ['no host', () => ['GET /readyz HTTP/1.1'], ''],
  ['two hosts', site => ['GET /api/status HTTP/1.1', `Host: ${site.goodHost}`, 'Host: evil.example'], ''],
  ['a method that nobody has', () => ['HACK /readyz HTTP/1.1', 'Host: localhost'], ''],
  ['another protocol', () => ['PRI * HTTP/2.0'], 'SM\r\n\r\n'],
  ['a header of 32 kB', site => [...posted(site), `X-A: ${'x'.repeat(32_768)}`, 'Content-Length: 0'], ''],
  ['an address of 32 kB', () => [`GET /${'x'.repeat(32_768)} HTTP/1.1`, 'Host: localhost'], ''],
];

const statusOf = (answer: string) => /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'ended';
const raw = async (site: Site, lines: readonly string[], rest: string) =>
  statusOf(await exchange(site.server.origin, `${lines.join('\r\n')}\r\n\r\n${rest}`));
const isRefused = (status: string) => ['400', '431', '501', '505', 'ended'].includes(status);

export const sockets: readonly PlayedAttack[] = [
  ...ambiguous.map(([name, lines, rest]): PlayedAttack => ({
    rule: 'H16',
    name: `a request with ${name}`,
    attack: async site => {
      const status = await raw(site, lines(site), rest);
      return isRefused(status) ? 'refused' : status;
    },
    holds: 'refused',
    control: site => raw(site, [...posted(site), 'Transfer-Encoding: chunked'], chunked),
    succeeds: '200',
  })),
  {
    rule: 'H15',
    name: '800 sockets that never say all leave room for a sale',
    attack: async site => {
      const slow = Array.from({ length: 800 }, () => dial(site.server.origin));
      await Promise.all(
        slow.map(
          (socket, n) =>
            new Promise<void>((resolve, reject) => {
              socket.on('error', reject);
              // Some within their headers, some within their bodies.
              const half =
                n % 2 === 0
                  ? 'GET /api/status HTTP/1.1\r\nHost: x\r\n'
                  : `${[...posted(site), 'Content-Length: 200000'].join('\r\n')}\r\n\r\n{`;
              socket.write(half, () => resolve());
            }),
        ),
      );
      const { status } = await site.ask({
        path: '/api/sync',
        headers: site.bearer,
        body: { trigger: 'manual' },
      });
      for (const socket of slow) socket.destroy();
      return status;
    },
    holds: 200,
    control: async site =>
      (await site.ask({ path: '/api/sync', headers: site.bearer, body: { trigger: 'manual' } })).status,
    succeeds: 200,
  },
  {
    rule: 'A15',
    name: 'uploads that end half-way leave nothing behind',
    attack: async site => {
      for (let n = 0; n < 20; n++) {
        const socket = dial(site.server.origin);
        const sent = `${[...posted(site), 'Content-Length: 200000'].join('\r\n')}\r\n\r\n{"trigger":`;
        await new Promise<void>(resolve => socket.write(sent, () => resolve()));
        socket.destroy();
      }
      return (await site.ask({ path: '/api/status', headers: site.bearer })).status;
    },
    holds: 200,
    control: site => raw(site, [...posted(site), `Content-Length: ${body.length}`], body),
    succeeds: '200',
  },
  {
    rule: 'H9',
    name: 'no request changed what every object has',
    attack: async () => Object.keys(Object.prototype),
    holds: [],
    control: async () => ('polluted' in {} ? 'polluted' : 'clean'),
    succeeds: 'clean',
  },
];
