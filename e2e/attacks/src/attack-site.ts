import { afterAll, beforeAll, expect, test } from 'vitest';
import { made, misses, type PlayedAttack, type RequestAttack } from './attack.ts';
import { Site, type SiteName } from './site.ts';
import { bodies } from './tables/bodies.ts';
import { boundPlays, bounds } from './tables/bounds.ts';
import { floods } from './tables/floods.ts';
import { journals, records } from './tables/journal.ts';
import { keys } from './tables/keys.ts';
import { monitoring } from './tables/monitoring.ts';
import { pages } from './tables/pages.ts';
import { questions } from './tables/questions.ts';
import { approvals, enrolments, rights } from './tables/rights.ts';
import { sessions } from './tables/sessions.ts';
import { signIns } from './tables/sign-ins.ts';
import { sockets } from './tables/sockets.ts';
import { tokens } from './tables/tokens.ts';
import { traces } from './tables/traces.ts';
import { webhookPlays, webhooks } from './tables/webhooks.ts';
import { writing } from './tables/writing.ts';

export const requests: readonly RequestAttack[] = [
  ...tokens,
  ...bodies,
  ...bounds,
  ...questions,
  ...writing,
  ...keys,
  ...records,
  ...rights,
  ...enrolments,
  ...webhooks,
  ...monitoring,
  ...pages,
];
export const plays: readonly PlayedAttack[] = [
  ...webhookPlays,
  ...sessions,
  ...sockets,
  ...traces,
  ...floods,
  ...boundPlays,
  ...journals,
  ...approvals,
  ...signIns,
];

/** Tries every attack that is for this site. Each site has a test file of its own, so both run in parallel. */
export function attackSite(name: SiteName): void {
  const here = ({ on }: { on?: SiteName }) => on === undefined || on === name;
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(name);
  });

  afterAll(async () => {
    await site[Symbol.asyncDispose]();
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
}
