import { covers, equalDigests, maxPageBytes, parseCheckpoint, revOf } from '@tidemark/protocol';
import { collectionNames, documentDefect, recordNames, utf8Length } from '@tidemark/schema';
import { must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { mustRefuse } from '../client.ts';
import type { Replica } from '../replica.ts';

export const replicated = [...collectionNames, ...recordNames] as const;

async function everyReplica(bench: Bench, judge: (replica: Replica) => void | Promise<void>): Promise<void> {
  for (const collection of replicated) await judge(await bench.replica(collection));
}

export const pullChecks: readonly Check[] = [
  {
    id: 'C-P1',
    rule: 'A page with a digest is the last: it reaches the head, and nothing comes after it. A page without one has a document.',
    run: bench =>
      everyReplica(bench, async ({ collection, checkpoint, pages }) => {
        const last = pages.at(-1);
        if (!last || checkpoint === undefined) return;
        const { documents, head } = last.answer;
        must(
          documents.length <= last.limit,
          `${collection}: ${documents.length} documents for a limit of ${last.limit}`,
        );
        must(
          covers(parseCheckpoint(checkpoint), parseCheckpoint(head)),
          `${collection}: a page of ${documents.length} of ${last.limit} ended at ${checkpoint}, before the head ${head}`,
        );
        const next = await bench.client.pull(collection, checkpoint, 1);
        must(
          next.documents.length === 0 || next.head !== head,
          `${collection}: after a page of ${documents.length} of ${last.limit} there was more`,
        );
      }),
  },
  {
    id: 'C-P2',
    rule: 'A page’s checkpoint is the place of its last document: a shorter page is its beginning, and the next goes on there.',
    run: bench =>
      everyReplica(bench, async ({ collection, pages }) => {
        const page = pages.find(each => each.answer.documents.length >= 2);
        if (!page) return;
        const { documents, checkpoint } = page.answer;
        const shorter = await bench.client.pull(collection, page.asked, documents.length - 1);
        // On the last page fill the limit: only then is its place the head, beyond tombstones that were forgotten.
        const rest = page.limit - shorter.documents.length;
        const isLast = page.answer.digest !== undefined;
        const missing = documents.length - shorter.documents.length;
        const next = await bench.client.pull(collection, shorter.checkpoint, isLast ? rest : missing);
        const ids = [...shorter.documents, ...next.documents].map(each => each.id);
        mustEqual(
          ids,
          documents.map(each => each.id),
          `${collection}: the same page in two parts`,
        );
        mustEqual(next.checkpoint, checkpoint, `${collection}: the checkpoint at the page’s last document`);
      }),
  },
  {
    id: 'C-P3',
    rule: 'Checkpoints only move forward, in one epoch, and never beyond the head.',
    run: bench =>
      everyReplica(bench, ({ collection, pages }) => {
        let before = 0;
        const epochs = new Set<string>();
        for (const { answer } of pages) {
          const [place, head] = [parseCheckpoint(answer.checkpoint), parseCheckpoint(answer.head)];
          epochs.add(place.epoch).add(head.epoch);
          must(place.seq >= before, `${collection}: from ${before} back to ${place.seq}`);
          must(
            place.seq <= head.seq,
            `${collection}: ${answer.checkpoint} is beyond the head ${answer.head}`,
          );
          must(
            answer.documents.length === 0 || place.seq > before,
            `${collection}: a page with documents stayed at ${answer.checkpoint}`,
          );
          before = place.seq;
        }
        must(epochs.size === 1, `${collection}: pages of several epochs: ${[...epochs].join(', ')}`);
      }),
  },
  {
    id: 'C-P4',
    rule: 'An empty page does not move the checkpoint.',
    run: bench =>
      everyReplica(bench, async ({ collection }) => {
        const head = (await bench.client.heads())[collection as 'products'];
        const place = head ?? (await bench.replica(collection)).checkpoint;
        const page = await bench.client.pull(collection, place, 10);
        if (page.documents.length === 0) mustEqual(page.checkpoint, place, `${collection}: an empty page`);
      }),
  },
  {
    id: 'C-P5',
    rule: 'A checkpoint of another epoch is refused as checkpoint-lost.',
    run: bench =>
      everyReplica(bench, async ({ collection }) => {
        const answer = await bench.client.ask(
          `/api/replication/${collection}/pull?limit=1&checkpoint=another-history:0`,
        );
        mustRefuse(answer, 'checkpoint-lost', `${collection}: a checkpoint of another epoch`);
      }),
  },
  {
    id: 'C-P6',
    rule: 'A checkpoint beyond the head is refused as checkpoint-lost.',
    run: bench =>
      everyReplica(bench, async ({ collection, checkpoint }) => {
        const { epoch } = parseCheckpoint(checkpoint ?? '');
        const answer = await bench.client.ask(
          `/api/replication/${collection}/pull?limit=1&checkpoint=${epoch}:999999999999999`,
        );
        mustRefuse(answer, 'checkpoint-lost', `${collection}: a checkpoint beyond the head`);
      }),
  },
  {
    id: 'C-P7',
    rule: 'A full pull has each document once, as its schema says, under a rev that is the hash of its content.',
    run: bench =>
      everyReplica(bench, ({ collection, pages, documents }) => {
        const seen = pages.reduce((sum, each) => sum + each.answer.documents.length, 0);
        must(seen === documents.size, `${collection}: ${seen} documents came, of ${documents.size} ids`);
        for (const document of documents.values()) {
          if (document._deleted) continue;
          const { _deleted, ...content } = document;
          const defect = documentDefect(collection, content);
          must(defect === undefined, `${collection}/${document.id} does not fit its schema: ${defect}`);
          mustEqual(document.rev, revOf(document), `${collection}/${document.id}: its rev`);
        }
      }),
  },
  {
    id: 'C-P8',
    rule: 'A tombstone has an id, a rev and _deleted, and nothing else; its rev is the hash of these, without itself.',
    run: bench =>
      everyReplica(bench, ({ collection, documents }) => {
        for (const document of documents.values()) {
          if (!document._deleted) continue;
          const { id } = document;
          mustEqual(
            document,
            { id, rev: revOf(document), _deleted: true },
            `${collection}/${id}, a tombstone`,
          );
        }
      }),
  },
  {
    id: 'C-P9',
    rule: 'Stock levels are those of the till’s own location.',
    async run(bench) {
      const own = `@${bench.client.session.location.id}`;
      const foreign = (await bench.replica('inventoryLevels')).living.find(each => !each.id.endsWith(own));
      must(foreign === undefined, `inventoryLevels/${foreign?.id} is not of this till’s location`);
    },
  },
  {
    id: 'C-P10',
    rule: 'The last page, and no other, has the digest of everything up to its checkpoint.',
    run: bench =>
      everyReplica(bench, replica => {
        const { collection, pages } = replica;
        const early = pages.slice(0, -1).find(each => each.answer.digest !== undefined);
        must(early === undefined, `${collection}: a page before the last has a digest`);
        const digest = pages.at(-1)?.answer.digest;
        must(digest !== undefined, `${collection}: the last page has no digest`);
        must(
          equalDigests(digest, replica.root()),
          `${collection}: the last page’s digest is ${JSON.stringify(digest)}, what was pulled ${JSON.stringify(replica.root())}`,
        );
      }),
  },
  {
    id: 'C-P11',
    rule: 'A page has at most 4 MB of documents, or one document alone.',
    run: bench =>
      everyReplica(bench, ({ collection, pages }) => {
        for (const { answer } of pages) {
          const bytes = answer.documents.reduce((sum, each) => sum + utf8Length(JSON.stringify(each)), 0);
          must(
            answer.documents.length === 1 || bytes <= maxPageBytes,
            `${collection}: a page of ${answer.documents.length} documents has ${bytes} bytes`,
          );
        }
      }),
  },
];
