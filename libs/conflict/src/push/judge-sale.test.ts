import { aSealedSale, aTillKey } from '@tidemark/journal/testing';
import type { Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { describe, expect, test } from 'vitest';
import { conflictHandlers } from '../conflict-handler.ts';
import { stored } from '../submission/submission.ts';
import type { StoredFacts } from './flaws.ts';
import { judgePush } from './judge-push.ts';
import type { Writer } from './writer.ts';

const writer: Writer = {
  ...{ shop: 'tidemark-demo.myshopify.com', tillId: 'till-aaaa', carriedFrom: undefined },
  sealOf: () => 'signed',
};
const fine: StoredFacts = {
  ...{ staff: { dismissedAt: undefined }, places: new Set(['1']), currency: 'EUR' },
  ...{ prices: () => new Set([1250]), series: undefined, before: undefined, after: undefined },
};
const pushed = <T extends object>(document: T) => ({ ...document, _deleted: false });
const flaws: NonNullable<Sale['flaws']> = [{ code: 'staff-unknown', about: 'demo' }];
const decided = { staffId: 'boss', at: '2026-01-01T00:00:00Z', do: 'resolve' } as const;
const key = await aTillKey();
const sealed = await aSealedSale({ note: 'for Anna', customerId: '7' }, key);

function judge(document: object, current?: Sale, by: Partial<Writer> = {}, facts: StoredFacts = fine) {
  return judgePush('sales', pushed(document) as never, current, { ...writer, ...by }, facts);
}

describe('a pushed record of a journal', () => {
  test('[J18] is stored if its till’s key signed it, and refused if not', () => {
    const asked: unknown[] = [];
    const sealOf = (journal: unknown) => {
      asked.push(journal);
      return 'signed' as const;
    };

    expect(judge(sealed, undefined, { sealOf })).toEqual({
      ...{ kind: 'conflict', changed: true },
      document: { ...sealed, submission: stored },
    });
    expect(asked).toEqual([sealed.journal]);
    expect(asked[0]).toBe(sealed.journal);
    expect(judge(sealed, undefined, { sealOf: () => 'not-signed' })).toMatchObject({ code: 'not-signed' });
    expect(
      judgePush('sales', pushed(sealed), undefined, { ...writer, sealOf: undefined as never }, fine),
    ).toMatchObject({
      code: 'not-signed',
    });
  });

  test('[J27] of a till whose key nobody knows is stored with that flaw alone, and looked up', () => {
    const sealOf = () => 'key-unknown' as const;
    const unknown = { ...fine, places: new Set<string>() };

    expect(judge(sealed, undefined, { sealOf }, unknown)).toEqual({
      ...{ kind: 'conflict', changed: true },
      document: { ...sealed, flaws: [{ code: 'key-unknown', about: 'till-aaaa' }], submission: stored },
    });
  });

  test('[J28] of a till whose key is known by now loses the flaw, and is sent if it was held back for it alone', () => {
    const doubt = { code: 'key-unknown', about: 'till-aaaa' } as const;
    const held = {
      state: 'refused',
      sending: 1,
      attempts: 0,
      reason: 'Another till brought this sale.',
    } as const;
    const doubted = { ...sealed, flaws: [doubt], submission: held };
    const both = { ...doubted, flaws: [...flaws, doubt] };
    const found = { ...doubted, submission: stored };

    expect(judge(sealed, doubted)).toEqual({
      ...{ kind: 'conflict', changed: true },
      document: { ...sealed, submission: stored },
    });
    expect(judge(sealed, both)).toMatchObject({
      ...{ kind: 'conflict', changed: true },
      document: { flaws, submission: { state: 'refused', reason: 'No staff member has the id demo.' } },
    });
    expect(judge(sealed, found)).toMatchObject({
      changed: true,
      document: { ...sealed, submission: stored },
    });
  });

  test('[J28] of a till whose key is unknown still, or that a person decided about, stays as it is', () => {
    const doubt = { code: 'key-unknown', about: 'till-aaaa' } as const;
    const held = {
      state: 'refused',
      sending: 1,
      attempts: 0,
      reason: 'Another till brought this sale.',
    } as const;
    const doubted = { ...sealed, flaws: [doubt], submission: held };
    const resolved = { ...doubted, decided };

    expect(judge(sealed, doubted, { sealOf: () => 'key-unknown' })).toEqual({
      ...{ kind: 'conflict', changed: false },
      document: doubted,
    });
    expect(judge(sealed, resolved)).toEqual({ kind: 'conflict', changed: false, document: resolved });
  });

  test.each([
    ['its id', { id: 'aaaaaaaaaa-2' }],
    ['its content', { receiptNumber: 'A-000002' }],
    ['its details', { details: { ...sealed.details!, note: 'for Berta' } }],
    ['a note beside its details', { note: 'for Anna' }],
    ['its link', { journal: { ...sealed.journal, previous: sealed.journal.hash } }],
  ])('[J18] is refused if %s contradicts its hash', (_what, change) => {
    expect(judge({ ...sealed, ...change })).toMatchObject({ kind: 'refuse', code: 'does-not-fit' });
  });

  test('[J18] details without a journal are refused', () => {
    const { journal: _journal, ...loose } = sealed;

    expect(judge({ ...loose, id: 'sale-0001' })).toMatchObject({ code: 'does-not-fit' });
  });

  test('[J19] with flaws it is stored, and waits for a person, with a sentence for each', () => {
    const odd = { ...fine, staff: 'unknown', currency: 'USD' } as const;

    expect(judge(sealed, undefined, { isTillBlocked: true }, odd)).toEqual({
      ...{ kind: 'conflict', changed: true },
      document: {
        ...sealed,
        flaws: [
          { code: 'staff-unknown', about: 'demo' },
          { code: 'other-currency', about: 'EUR' },
          { code: 'till-blocked', about: 'till-aaaa' },
        ],
        submission: {
          ...{ state: 'refused', sending: 1, attempts: 0 },
          reason: expect.stringMatching(
            /^No staff member .*\. The sale is in EUR.*\. The till .* blocked .*\.$/,
          ) as string,
        },
      },
    });
  });

  test('[J19] flaws are looked for in sales without a journal too', () => {
    expect(judge(aSale(), undefined, {}, { ...fine, staff: 'unknown' })).toMatchObject({
      document: { flaws, submission: { state: 'refused' } },
    });
    expect(judge(aSale())).toMatchObject({ document: { submission: stored } });
  });

  test('[J3] what a till says about flaws and decisions is ignored', () => {
    const said = { ...sealed, flaws, decided };
    const first = judge(said);
    const current = { ...sealed, submission: stored };

    expect(first).toEqual({ kind: 'conflict', changed: true, document: current });
    expect(judge(said, current)).toEqual({ kind: 'conflict', changed: false, document: current });
    const known = { ...current, flaws, decided };
    expect(judge(sealed, known)).toEqual({ kind: 'conflict', changed: false, document: known });
    expect(judge(known, known)).toMatchObject({ kind: 'accept', changed: false });
  });

  test('[J21] another signed record under a stored number is refused, and kept', async () => {
    const clone = await aSealedSale({ note: 'for Anna', receiptNumber: 'A-000077' }, key);
    const current = { ...sealed, submission: stored };

    expect(judge(clone, current)).toMatchObject({ kind: 'refuse', code: 'written-once', keep: true });
    expect(judge(clone, current, { sealOf: () => 'not-signed' })).not.toHaveProperty('keep');
    expect(judge({ ...aSale(), note: 'b' }, { ...aSale(), note: 'a' })).not.toHaveProperty('keep');
  });

  test('[J21] the same record under another signature of the same key is the same record', async () => {
    const again = await aSealedSale({ note: 'for Anna', customerId: '7' }, key);
    const current = { ...sealed, submission: stored };

    expect(again.journal.signature).not.toBe(sealed.journal.signature);
    expect(judge(again, current)).toEqual({ kind: 'conflict', changed: false, document: current });
  });

  test('[J23] a series belongs to the till that began it', () => {
    expect(judge(sealed, undefined, {}, { ...fine, series: { tillId: 'till-bbbb' } })).toMatchObject({
      code: 'another-till',
    });
    expect(judge(sealed, undefined, {}, { ...fine, series: { tillId: 'till-aaaa' } }).kind).toBe('conflict');
  });
});

describe('erased personal data', () => {
  const text = { ...sealed, submission: stored };
  const erased = { ...text, details: null };

  test('[J22] a till that pushes them again is told that they are erased', () => {
    expect(judge(sealed, erased)).toEqual({ kind: 'conflict', changed: false, document: erased });
    expect(judge(text, erased)).toEqual({ kind: 'conflict', changed: false, document: erased });
  });

  test('[J22] a till that has erased them erases them on the server too, once', () => {
    expect(judge(erased, text)).toEqual({ kind: 'accept', changed: true, document: erased });
    expect(judge(erased, erased)).toEqual({ kind: 'accept', changed: false, document: erased });
  });

  test.each([
    [text, erased],
    [erased, text],
    [{ ...erased, submission: null }, text],
  ])('[J11] [J22] pushing and resolving ends, and they are erased on both sides', async (mine, server) => {
    let [till, master]: Sale[] = [mine, server] as [Sale, Sale];
    let pushes = 0;
    for (let isDone = false; !isDone; pushes++) {
      const verdict = judge(till!, master);
      if (verdict.kind === 'refuse') throw new Error(verdict.message);
      master = verdict.document as Sale;
      isDone = verdict.kind === 'accept';
      if (isDone) continue;
      const resolved = await conflictHandlers.sales.resolve({
        realMasterState: pushed(master),
        newDocumentState: pushed(till!),
      });
      isDone = conflictHandlers.sales.isEqual(resolved, pushed(master));
      const { _deleted, ...document } = resolved;
      till = document;
    }

    expect(pushes).toBeLessThanOrEqual(2);
    expect([till?.details, master?.details]).toEqual([null, null]);
  });
});

test('[J24] a flawed sale that a server had stored before is looked up before it waits for a person', () => {
  const accepted = { state: 'accepted', after: 'e1:1', orderId: '7', orderName: '#7', differences: [] };
  const refused = { state: 'refused', sending: 1, attempts: 0, reason: 'x' };
  const dear = { ...fine, prices: () => new Set([99]) };
  const judged = (submission: object | null) =>
    judge({ ...aSale(), submission }, undefined, {}, dear) as { document: Sale };

  for (const submission of [accepted, stored])
    expect(judged(submission).document).toMatchObject({
      flaws: [{ code: 'price-unknown' }],
      submission: stored,
    });
  for (const submission of [null, refused])
    expect(judged(submission).document.submission).toMatchObject({ state: 'refused' });
});
