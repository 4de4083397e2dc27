import type { PlayedAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

const known = (site: Site) => site.identity.tillId;

async function statuses(site: Site, asked: readonly Asked[], atOnce = 10): Promise<Record<number, number>> {
  const counted: Record<number, number> = {};
  for (let n = 0; n < asked.length; n += atOnce)
    for (const { status } of await Promise.all(asked.slice(n, n + atOnce).map(each => site.ask(each))))
      counted[status] = (counted[status] ?? 0) + 1;
  return counted;
}

const signsIn = async (site: Site, change: object = {}) =>
  (await site.ask(site.signInRequest(known(site), change))).status;
const guess = (n: number) => ({ pin: String(5000 + n) });

async function alarms(site: Site): Promise<string> {
  const headers = site.metricsToken === undefined ? {} : { authorization: `Bearer ${site.metricsToken}` };
  return (await site.ask({ path: '/healthz', headers })).text;
}

export const signIns: readonly PlayedAttack[] = [
  {
    rule: 'A1',
    name: 'of fifty PINs at once at a known till five are compared, and the right one is not among the rest',
    isFresh: true,
    attack: site => {
      const guesses = Array.from({ length: 50 }, (_, n) => site.signInRequest(known(site), guess(n)));
      return statuses(site, [...guesses, site.signInRequest(known(site))], 51);
    },
    holds: { 401: 5, 429: 46 },
    control: async site => {
      await site.restart();
      return signsIn(site);
    },
    succeeds: 200,
  },
  {
    rule: 'A1',
    name: 'a hundred strangers from a hundred addresses have twenty guesses at a name, and lock out nobody',
    isFresh: true,
    attack: async site => {
      const guesses = Array.from({ length: 100 }, (_, n) =>
        site.signInRequest(`strange-till-${n}`, guess(n)),
      );
      return statuses(site, guesses);
    },
    holds: { 401: 20, 429: 80 },
    control: signsIn,
    succeeds: 200,
  },
  {
    rule: 'A1',
    name: 'an address that a stranger only claims is not believed',
    isFresh: true,
    attack: site =>
      statuses(
        site,
        Array.from({ length: 40 }, (_, n) => {
          const asked = site.signInRequest(`strange-till-${n}`, { ...guess(n), staff: `nobody${n}` });
          // The proxy appends the address that it sees to whatever was claimed.
          const claimed = site.name === 'demo' ? `198.51.100.${n}` : `198.51.100.${n}, 203.0.113.7`;
          return { ...asked, headers: { 'x-forwarded-for': claimed } };
        }),
      ),
    holds: { 401: 30, 429: 10 },
    control: signsIn,
    succeeds: 200,
  },
  {
    rule: 'A1',
    name: 'a name that nobody has, another shop and a wrong PIN are answered alike',
    isFresh: true,
    attack: async site => {
      const changes = [
        { pin: '9999' },
        { staff: 'nobody' },
        { staff: "' or 1=1 --" },
        { shop: 'other.myshopify.com' },
      ];
      const answers = [];
      for (const change of changes) {
        const { status, text } = await site.ask(site.signInRequest(known(site), change));
        answers.push(`${status} ${text}`);
      }
      return new Set(answers).size;
    },
    holds: 1,
    control: signsIn,
    succeeds: 200,
  },
  {
    rule: 'A1',
    name: 'guessing is an alarm',
    isFresh: true,
    attack: async site => {
      await statuses(
        site,
        Array.from({ length: 40 }, (_, n) => site.signInRequest(known(site), guess(n))),
        40,
      );
      return (await alarms(site)).includes('PINs are being guessed');
    },
    holds: true,
    control: async site => {
      await site.restart();
      return [await signsIn(site), (await alarms(site)).includes('PINs are being guessed')];
    },
    succeeds: [200, false],
  },
  {
    rule: 'A1',
    name: 'a PIN that is none, a till without an id and a place that is not the shop’s',
    isFresh: true,
    attack: async site => {
      const changes = [
        { pin: '12' },
        { pin: 1234 },
        { pin: ['1234'] },
        { till: { id: 'x' } },
        { till: { id: '../../etc' } },
      ];
      const refused = [];
      for (const change of changes) refused.push(await signsIn(site, change));
      return [...refused, await signsIn(site, { locationId: '999' })];
    },
    holds: [400, 400, 400, 400, 400, 403],
    control: site => signsIn(site, { locationId: site.identity.locationId }),
    succeeds: 200,
  },
];
