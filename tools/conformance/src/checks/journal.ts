import { makeKeyPair, tillKeyOf, type JournalRecord, type TillKey } from '@tidemark/journal';
import { pushResponseSchema, type PushOutcome } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { fits, must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { Client, signedBy, success } from '../client.ts';
import { aSealedSaleByHand } from '../writings.ts';

const path = '/api/replication/sales/push';

interface Writer {
  readonly key: TillKey;
  readonly client: Client;
  readonly seal: (change?: Partial<Sale>) => Promise<JournalRecord>;
  readonly push: (...records: readonly object[]) => Promise<readonly PushOutcome[]>;
}

/** A new till with a key and an empty journal. */
async function aWriter(bench: Bench): Promise<Writer> {
  const key = await tillKeyOf(await makeKeyPair());
  const client = await Client.signIn(bench.account, bench.newId(), key.publicKey);
  return {
    ...{ key, client },
    seal: change => aSealedSaleByHand({ ...bench, client }, key, change),
    async push(...records) {
      const rows = records.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
      const body = JSON.stringify({ rows });
      const answer = await client.ask(path, { body, headers: await signedBy(key, path, body) });
      return fits(pushResponseSchema, success(answer, 'a signed push of sales'), 'the outcomes').outcomes;
    },
  };
}

const codeOf = (outcome: PushOutcome | undefined) =>
  outcome?.outcome === 'refused' ? outcome.code : outcome?.outcome;

export const journalChecks: readonly Check[] = [
  {
    id: 'C-J1',
    rule: 'A journal record is taken as its till sealed it; one with another signature is refused as not-signed, one that its hash does not fit as does-not-fit.',
    needs: ['write-sale'],
    async run(bench) {
      const [writer, stranger] = [await aWriter(bench), await aWriter(bench)];
      const record = await writer.seal();
      const { tillId, shop } = record;
      const foreign = await stranger.seal({ tillId, shop });
      const changed = { ...record, receiptNumber: 'CHANGED-000001' };
      const outcomes = await writer.push(foreign, changed, record);
      mustEqual(
        outcomes.map(codeOf),
        ['not-signed', 'does-not-fit', 'conflict'],
        'the outcomes of another till’s signature, changed content and a record as it was sealed',
      );
      mustEqual(codeOf((await writer.push(record))[0]), 'conflict', 'the outcome of the same record again');
      const { documents } = await writer.client.documents('sales', [record.id]);
      mustEqual(
        (documents as unknown as JournalRecord[]).map(each => each.journal),
        [record.journal],
        'the place in the journal of what is stored',
      );
    },
  },
  {
    id: 'C-J2',
    rule: 'A journal record that something is wrong with is stored with its flaws, and waits for a person.',
    needs: ['write-sale'],
    async run(bench) {
      const writer = await aWriter(bench);
      const [outcome] = await writer.push(await writer.seal({ staffId: bench.newId() }));
      must(outcome?.outcome === 'conflict', `a sale of unknown staff was answered ${codeOf(outcome)}`);
      const { flaws, submission } = outcome.document as unknown as Sale;
      mustEqual(
        flaws?.map(each => each.code),
        ['staff-unknown'],
        'its flaws',
      );
      mustEqual(submission?.state, 'refused', 'its submission');
    },
  },
];
