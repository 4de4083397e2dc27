import {
  bucketDigests,
  emptyDigest,
  joinDigests,
  parseCheckpoint,
  type Digest,
  type PullResponse,
} from '@tidemark/protocol';
import { must } from './broken.ts';
import type { Client, Replicated } from './client.ts';

export type WireDocument = PullResponse['documents'][number];

/** One page: its request and its answer. */
export interface Page {
  readonly asked: string | undefined;
  readonly limit: number;
  readonly answer: PullResponse;
}

/** Maximum pages of one collection: beyond it the server never ends. */
const mostPages = 20_000;

/** A copy of one collection, made by pulls alone, as any client does. */
export class Replica {
  readonly collection: Replicated;
  readonly documents = new Map<string, WireDocument>();
  readonly pages: Page[] = [];
  checkpoint: string | undefined;

  constructor(collection: Replicated) {
    this.collection = collection;
  }

  /** Pulls to the end. @returns The documents pulled. */
  async pull(client: Client, limit: number): Promise<WireDocument[]> {
    const news: WireDocument[] = [];
    for (let count = 0; count < mostPages; count++) {
      const asked = this.checkpoint;
      const answer = await client.pull(this.collection, asked, limit);
      this.pages.push({ asked, limit, answer });
      for (const each of answer.documents) this.#take(each);
      news.push(...answer.documents);
      this.checkpoint = answer.checkpoint;
      if (answer.digest !== undefined) return news;
      must(answer.documents.length > 0, `${this.collection}: an empty page that is not the last`);
      must(answer.checkpoint !== asked, `a page of ${this.collection} did not move its checkpoint`);
    }
    must(false, `${this.collection} has no end after ${mostPages} pages`);
    return news;
  }

  get seq(): number {
    return this.checkpoint === undefined ? 0 : parseCheckpoint(this.checkpoint).seq;
  }

  get living(): WireDocument[] {
    return [...this.documents.values()].filter(each => !each._deleted);
  }

  buckets(): Digest[] {
    return bucketDigests(this.living);
  }

  root(): Digest {
    return this.buckets().reduce(joinDigests, emptyDigest);
  }

  #take(document: WireDocument): void {
    this.documents.set(document.id, document);
  }
}
