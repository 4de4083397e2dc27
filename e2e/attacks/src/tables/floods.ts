import { createHmac } from 'node:crypto';
import type { PlayedAttack } from '../attack.ts';
import type { Site } from '../site.ts';

const lookUp = async (site: Site, token: string, code: string) =>
  (await site.ask({ path: '/api/lookup', body: { code }, headers: { authorization: `Bearer ${token}` } }))
    .status;

const webhook = async (site: Site, n: number) => {
  const body = `{"id":${n}}`;
  const answer = await site.ask({
    path: '/webhooks/shopify',
    body,
    headers: {
      'x-shopify-topic': 'products/update',
      'x-shopify-shop-domain': site.shop,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': `in-flood-${n}`,
      'x-shopify-hmac-sha256': createHmac('sha256', site.webhookSecret).update(body).digest('base64'),
    },
  });
  return answer.status;
};

export const floods: readonly PlayedAttack[] = [
  {
    rule: 'A14',
    name: 'a till that asks for a hundred unknown codes takes nobody’s place',
    isFresh: true,
    attack: async site => {
      const token = await site.token({ tillId: 'till-of-codes' });
      const answers: number[] = [];
      for (let n = 0; n < 100; n++) answers.push(await lookUp(site, token, `nonsense-${n}`));
      return {
        asked: answers.filter(each => each === 200).length,
        busy: answers.filter(each => each === 429).length,
      };
    },
    holds: { asked: 60, busy: 40 },
    control: site => lookUp(site, site.session.token, 'nonsense-of-another'),
    succeeds: 200,
  },
  {
    rule: 'A2',
    name: 'webhooks and pages are answered while sixty sign-ins are in flight',
    isFresh: true,
    attack: async site => {
      let left = 60;
      const flood = Array.from({ length: 60 }, async (_, n) => {
        const { status } = await site.ask(site.signInRequest(`till-in-flood-${n}`, { staff: `nobody${n}` }));
        left--;
        return status;
      });
      // Each PIN takes some tens of ms, one after the other: these answers come before the last, or had to wait for it.
      const answers = [await webhook(site, 1), await webhook(site, 2)];
      const page = await site.ask({ path: '/api/replication/products/pull?limit=5', headers: site.bearer });
      const wereFirst = left > 0;
      const statuses = await Promise.all(flood);
      const isBounded =
        statuses.filter(each => each === 401).length <= 60 &&
        statuses.every(each => [401, 429].includes(each));
      return {
        answers: [...answers, page.status],
        wereFirst,
        isBounded,
        someHadToWait: statuses.includes(429),
      };
    },
    holds: { answers: [200, 200, 200], wereFirst: true, isBounded: true, someHadToWait: true },
    control: async site => [
      await webhook(site, 3),
      (await site.ask(site.signInRequest(site.identity.tillId))).status,
    ],
    succeeds: [200, 200],
  },
];
