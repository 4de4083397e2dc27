import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { made, misses, type PlayedAttack, type RequestAttack } from './attack.ts';
import { Site, type SiteName } from './site.ts';
import { bodies } from './tables/bodies.ts';
import { boundPlays, bounds } from './tables/bounds.ts';
import { floods } from './tables/floods.ts';
import { monitoring } from './tables/monitoring.ts';
import { pages } from './tables/pages.ts';
import { questions } from './tables/questions.ts';
import { sessions } from './tables/sessions.ts';
import { signIns } from './tables/sign-ins.ts';
import { sockets } from './tables/sockets.ts';
import { tokens } from './tables/tokens.ts';
import { traces } from './tables/traces.ts';
import { webhookPlays, webhooks } from './tables/webhooks.ts';
import { writing } from './tables/writing.ts';

const requests: readonly RequestAttack[] = [
  ...tokens,
  ...bodies,
  ...bounds,
  ...questions,
  ...writing,
  ...webhooks,
  ...monitoring,
  ...pages,
];
const plays: readonly PlayedAttack[] = [
  ...webhookPlays,
  ...sessions,
  ...sockets,
  ...traces,
  ...floods,
  ...boundPlays,
  ...signIns,
];

const sites = new Map<SiteName, Site>();

beforeAll(async () => {
  const opened = await Promise.all((['demo', 'shop'] as const).map(name => Site.open(name)));
  for (const site of opened) sites.set(site.name, site);
});

afterAll(async () => {
  for (const site of sites.values()) await site[Symbol.asyncDispose]();
});

test('there are a hundred attacks, each is named once, and every rule is attacked', async () => {
  const all = [...requests, ...plays];
  const names = all.map(({ rule, name }) => `${rule} ${name}`);

  expect(names.filter((each, n) => names.indexOf(each) !== n)).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});

describe.each(['demo', 'shop'] as const)('against the %s', name => {
  const here = ({ on }: { on?: SiteName }) => on === undefined || on === name;
  let site: Site;

  beforeEach(() => {
    site = sites.get(name) as Site;
  });

  test.each(requests.filter(here))('[$rule] $name', async ({ attack, holds, control, succeeds }) => {
    const answer = await site.ask(await made(site, attack));
    const allowed = await site.ask(await made(site, control));

    expect(misses(answer, holds)).toEqual([]);
    expect(misses(allowed, succeeds ?? { status: 200 })).toEqual([]);
    expect((await site.ask({ path: '/readyz' })).status).toBe(200);
  });

  test.each(plays.filter(here))('[$rule] $name', async ({ attack, holds, control, succeeds, isFresh }) => {
    if (isFresh) await site.restart();

    const came = await attack(site);
    const allowed = await control(site);

    expect(came).toEqual(holds);
    expect(allowed).toEqual(succeeds);
    expect((await site.ask({ path: '/readyz' })).status).toBe(200);
  });
});
