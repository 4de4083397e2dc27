import type { PlayedAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import { dial } from '../wire.ts';

const statusOf = async (site: Site, token: string) =>
  (await site.ask({ path: '/api/status', headers: { authorization: `Bearer ${token}` } })).status;
const signsIn = async (site: Site, change: object) =>
  (await site.ask(site.signInRequest('till-of-carla', change))).status;
const withCarla = (site: Site, pin: string) => ({
  STAFF: [`${site.staff}:${site.pin}`, `carla:${pin}`].join(','),
});

export const sessions: readonly PlayedAttack[] = [
  {
    rule: 'A3',
    name: 'who was dismissed neither signs in nor goes on with an old sign-in',
    attack: async site => {
      await site.restart(withCarla(site, '5713'));
      const { token } = await site.signIn('till-of-carla', { staff: 'carla', pin: '5713' });
      const before = await statusOf(site, token);
      await site.restart();
      return [before, await statusOf(site, token), await signsIn(site, { staff: 'carla', pin: '5713' })];
    },
    holds: [200, 401, 401],
    control: async site => [await statusOf(site, site.session.token), await signsIn(site, {})],
    succeeds: [200, 200],
  },
  {
    rule: 'A3',
    name: 'another PIN ends what began with the one before',
    attack: async site => {
      await site.restart(withCarla(site, '5713'));
      const { token } = await site.signIn('till-of-carla', { staff: 'carla', pin: '5713' });
      await site.restart(withCarla(site, '5714'));
      return [await statusOf(site, token), await signsIn(site, { staff: 'carla', pin: '5713' })];
    },
    holds: [401, 401],
    control: async site => {
      const { token } = await site.signIn('till-of-carla', { staff: 'carla', pin: '5714' });
      await site.restart(withCarla(site, '5714'));
      return [await statusOf(site, token), await signsIn(site, { staff: 'carla', pin: '5714' })];
    },
    succeeds: [200, 200],
  },
  {
    rule: 'A3',
    name: 'a till has sixteen streams, and no more',
    attack: async site => {
      const token = await site.token({ tillId: 'till-of-streams' });
      return streams(
        site,
        Array.from({ length: 20 }, () => token),
      );
    },
    holds: { open: 16, refused: 4 },
    control: async site => streams(site, [await site.token({ tillId: 'another-till-of-streams' })]),
    succeeds: { open: 1, refused: 0 },
  },
  {
    rule: 'H14',
    name: '1,500 streams of a hundred tills leave room for a sign-in and a page',
    attack: async site => {
      const tills = await Promise.all(
        Array.from({ length: 100 }, (_, n) => site.token({ tillId: `till-of-many-${n}` })),
      );
      return streams(
        site,
        tills.flatMap(each => Array.from({ length: 15 }, () => each)),
        async () => [await signsIn(site, {}), await statusOf(site, site.session.token)],
      );
    },
    holds: { open: 1500, refused: 0, meanwhile: [200, 200] },
    control: async site => streams(site, [site.session.token]),
    succeeds: { open: 1, refused: 0 },
  },
];

/** How many of these streams begin, all open at once. */
async function streams(site: Site, tokens: readonly string[], meanwhile?: () => Promise<unknown>) {
  const sockets = tokens.map(() => dial(site.server.origin));
  const begun = await Promise.all(
    sockets.map(
      (socket, n) =>
        new Promise<string>((resolve, reject) => {
          socket.setEncoding('latin1').once('data', resolve).on('error', reject);
          socket.write(
            `GET /api/replication/stream HTTP/1.1\r\nHost: ${site.goodHost}\r\nAuthorization: Bearer ${tokens[n]}\r\n\r\n`,
          );
        }),
    ),
  );
  const came = meanwhile && (await meanwhile());
  for (const socket of sockets) socket.destroy();
  const open = begun.filter(each => each.startsWith('HTTP/1.1 200')).length;
  const refused = begun.filter(each => each.startsWith('HTTP/1.1 429')).length;
  return { open, refused, ...(came === undefined ? {} : { meanwhile: came }) };
}
