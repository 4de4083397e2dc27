import { approvalHeader } from '@tidemark/protocol';
import type { PlayedAttack, RequestAttack } from '../attack.ts';
import type { Site } from '../site.ts';
import type { Asked } from '../wire.ts';

/** Carl is a cashier of the real shop. */
const carl = { staff: 'carl', pin: '2580' };

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Carl's token at the till of all. */
async function cashier(site: Site): Promise<string> {
  return (await site.signIn(site.session.till.id, carl)).token;
}

async function approvalOf(
  site: Site,
  token: string,
  permission: string,
  by: object = { staff: site.staff, pin: site.pin },
): Promise<string> {
  const body = { ...by, permission };
  const { status, text } = await site.ask({ path: '/api/session/approval', body, headers: bearer(token) });
  const said = JSON.parse(text) as { outcome?: string; token?: string };
  if (status !== 200 || said.token === undefined) throw new Error(`no approval: ${text}`);
  return said.token;
}

/** A decision about a sale that nobody has: who may decide is told so. */
function decision(token: string, approval?: string): Asked {
  const body = { id: 'nobodys-sale', sending: 1, decision: { do: 'send-again' } };
  const headers = { ...bearer(token), ...(approval === undefined ? {} : { [approvalHeader]: approval }) };
  return { path: '/api/replication/sales/decision', headers, body };
}

function audit(token: string, approval?: string): Asked {
  return { ...decision(token, approval), path: '/api/audit', body: {} };
}

const forbidden = { status: 403, code: 'forbidden' };
const decided = { status: 404, code: 'not-found' };
const onShop = { rule: 'H24', on: 'shop' } as const;

export const rights: readonly RequestAttack[] = [
  {
    ...onShop,
    name: 'a cashier decides about a refused sale',
    attack: async site => decision(await cashier(site)),
    holds: forbidden,
    control: async site => {
      const token = await cashier(site);
      return decision(token, await approvalOf(site, token, 'decide'));
    },
    succeeds: decided,
  },
  {
    ...onShop,
    name: 'a cashier has all compared with Shopify',
    attack: async site => audit(await cashier(site)),
    holds: forbidden,
    control: site => audit(site.session.token),
    succeeds: { status: 202 },
  },
  {
    ...onShop,
    name: 'an approval of one thing is used for another',
    attack: async site => {
      const token = await cashier(site);
      return decision(token, await approvalOf(site, token, 'check-everything'));
    },
    holds: forbidden,
    control: async site => {
      const token = await cashier(site);
      return audit(token, await approvalOf(site, token, 'check-everything'));
    },
    succeeds: { status: 202 },
  },
  {
    ...onShop,
    name: 'an approval that somebody else was given is used',
    attack: async site => {
      const { token } = await site.signIn(site.session.till.id, { staff: 'ben', pin: '0815' });
      return decision(await cashier(site), await approvalOf(site, token, 'decide'));
    },
    holds: forbidden,
    control: async site => {
      const { token } = await site.signIn(site.session.till.id, { staff: 'ben', pin: '0815' });
      return decision(token, await approvalOf(site, token, 'decide'));
    },
    succeeds: decided,
  },
  {
    ...onShop,
    name: 'the token of a manager’s session is sent as an approval',
    attack: async site => decision(await cashier(site), site.session.token),
    holds: forbidden,
    control: site => decision(site.session.token),
    succeeds: decided,
  },
  {
    ...onShop,
    name: 'an approval is sent as the token of a session',
    attack: async site => {
      const token = await cashier(site);
      return { path: '/api/status', headers: bearer(await approvalOf(site, token, 'decide')) };
    },
    holds: { status: 401, code: 'not-signed-in' },
    control: async site => ({ path: '/api/status', headers: bearer(await cashier(site)) }),
  },
  {
    ...onShop,
    name: 'a cashier approves of what they want to do',
    attack: async site => ({
      path: '/api/session/approval',
      headers: bearer(await cashier(site)),
      body: { ...carl, permission: 'decide' },
    }),
    holds: { status: 200, has: /"outcome":"refused","why":"may-not"/, lacks: /token/ },
    control: async site => ({
      path: '/api/session/approval',
      headers: bearer(await cashier(site)),
      body: { staff: site.staff, pin: site.pin, permission: 'decide' },
    }),
    succeeds: { status: 200, has: /"outcome":"approved"/ },
  },
  {
    ...onShop,
    name: 'a cashier says that no till moved, with an approval',
    attack: async site => {
      const token = await cashier(site);
      const approval = await approvalOf(site, token, 'see-moves');
      const headers = { ...bearer(token), [approvalHeader]: approval };
      return { path: '/api/status/moved', headers, body: { ids: [1] } };
    },
    holds: forbidden,
    control: site => ({ path: '/api/status/moved', headers: site.bearer, body: { ids: [1] } }),
  },
];

let browsers = 0;

/** A sign-in of Carl at a browser that is no till yet. */
function atNewTill(site: Site, change: object = {}): Asked {
  return site.signInRequest(`browser-of-carl-${++browsers}`, { ...carl, ...change });
}

export const enrolments: readonly RequestAttack[] = [
  {
    ...onShop,
    name: 'a cashier makes a browser a till',
    attack: site => atNewTill(site),
    holds: { ...forbidden, has: /"why":"till-unapproved"/, lacks: /token/ },
    control: site => atNewTill(site, { approval: { staff: site.staff, pin: site.pin } }),
  },
  {
    ...onShop,
    name: 'a cashier approves of their own browser',
    attack: site => atNewTill(site, { approval: carl }),
    holds: { ...forbidden, has: /"why":"till-unapproved"/, lacks: /token/ },
    control: site => atNewTill(site, { staff: site.staff, pin: site.pin }),
  },
  {
    ...onShop,
    name: 'a manager’s approval does not help who does not know their own PIN',
    attack: site => atNewTill(site, { pin: '2589', approval: { staff: site.staff, pin: site.pin } }),
    holds: { status: 401, code: 'not-signed-in' },
    control: site => atNewTill(site, { approval: { staff: site.staff, pin: site.pin } }),
  },
];

async function tries(site: Site, pins: readonly string[]): Promise<string[]> {
  const token = await cashier(site);
  const said: string[] = [];
  for (const pin of pins) {
    const body = { staff: 'ben', pin, permission: 'decide' };
    const { status, text } = await site.ask({ path: '/api/session/approval', body, headers: bearer(token) });
    said.push(/"(?:why|outcome|code)":"(wrong-pin|approved|busy)"/.exec(text)?.[1] ?? String(status));
  }
  const status = await site.ask({ path: '/api/status', headers: bearer(token) });
  return [...said, String(status.status)];
}

/** Wrong PINs of Ben, one after the other, and then his own, at one browser. */
async function guessesAtNewTill(site: Site, times: number): Promise<number[]> {
  const id = `browser-of-guesses-${++browsers}`;
  const statuses: number[] = [];
  for (const pin of [...Array<string>(times).fill('1111'), '0815']) {
    const asked = site.signInRequest(id, { ...carl, approval: { staff: 'ben', pin } });
    statuses.push((await site.ask(asked)).status);
  }
  return statuses;
}

export const approvals: readonly PlayedAttack[] = [
  {
    rule: 'A1',
    name: 'a PIN is guessed by asking for approvals; no session ends',
    on: 'shop',
    isFresh: true,
    attack: site => tries(site, ['1111', '2222', '3333', '4444', '5555', '0815']),
    holds: [...Array<string>(5).fill('wrong-pin'), 'busy', '200'],
    control: async site => {
      await site.restart();
      return tries(site, ['1111', '2222', '3333', '4444', '0815']);
    },
    succeeds: [...Array<string>(4).fill('wrong-pin'), 'approved', '200'],
  },
  {
    rule: 'A1',
    name: 'a manager’s PIN is guessed at a browser that is no till yet',
    on: 'shop',
    isFresh: true,
    attack: site => guessesAtNewTill(site, 6),
    holds: [...Array<number>(5).fill(403), 429, 429],
    control: async site => {
      await site.restart();
      return guessesAtNewTill(site, 4);
    },
    succeeds: [...Array<number>(4).fill(403), 200],
  },
];
