import { documentsIn, idsIn } from '../log/chunk.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import type { Doc } from '../collection/document.ts';
import { eachChunk } from './fold.ts';
import type { Slices } from '../collection/slices.ts';

type TailOf = { readonly collection: string; readonly generation: number };

/** What was written to a collection after its disk index was made. */
export class Tail {
  readonly #of: TailOf;
  readonly #idOf: (document: Doc) => string;
  #upTo: number;
  #chunks = 0;
  #isWhole = true;
  readonly #documents = new Map<string, Doc | undefined>();

  constructor(of: TailOf, after: number, idOf: (document: Doc) => string) {
    this.#of = of;
    this.#upTo = after;
    this.#idOf = idOf;
  }

  /** The seq up to which it was read. */
  get upTo(): number {
    return this.#upTo;
  }

  /** How many chunks were read. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Whether all chunks could be read. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Reads on to this seq. */
  async readTo(last: number, log: ChunkLog, slices: Slices): Promise<void> {
    const { chunks, damaged } = await eachChunk(
      log,
      { ...this.#of, after: this.#upTo, upTo: last },
      slices,
      chunk => {
        if (chunk.kind === 'purge') for (const id of idsIn(chunk)) this.#documents.set(id, undefined);
        else for (const each of documentsIn(chunk)) this.#documents.set(this.#idOf(each), each);
      },
    );
    this.#upTo = last;
    this.#chunks += chunks;
    this.#isWhole &&= damaged.length === 0;
  }

  /** Whether it has the later state of a document. */
  knows(id: string): boolean {
    return this.#documents.has(id);
  }

  /** The living documents in it. */
  *living(): Generator<Doc> {
    for (const document of this.#documents.values()) if (document && !document._deleted) yield document;
  }
}
