import { parseCheckpoint, type Checkpoint, type PullResponse } from '@tidemark/protocol';

/** Characters of JSON that a page should have: small pages cost the server and the network time. */
const pageCharacters = 512 * 1024;
/** What the first page of a pull asks for: nothing is known yet of its documents. */
export const fewest = 100;
const most = 2000;
const sampled = 16;

/** How many documents to ask for, from the size of the last page's documents. */
export function nextLimit(documents: readonly object[]): number {
  if (documents.length === 0) return fewest;
  return Math.min(most, Math.max(fewest, Math.floor(pageCharacters / averageLength(documents))));
}

/** Characters of JSON per document, from the first few; 0 without documents. */
export function averageLength(documents: readonly object[]): number {
  const sample = documents.slice(0, sampled);
  return sample.length === 0 ? 0 : JSON.stringify(sample).length / sample.length;
}

/** A page that was asked for. Its failure is handled where it is awaited, or ignored if the pull ended before. */
export class ComingPage {
  readonly page: Promise<PullResponse>;
  readonly #ask: (at: Checkpoint | undefined, limit: number) => Promise<PullResponse>;
  #after: ComingPage | undefined;

  constructor(
    ask: (at: Checkpoint | undefined, limit: number) => Promise<PullResponse>,
    { at, limit }: { readonly at: Checkpoint | undefined; readonly limit: number },
  ) {
    this.#ask = ask;
    this.page = ask(at, limit);
    this.page.catch(() => undefined);
  }

  /** The page after this one, once this one is here; undefined after the last page, and after an empty one. */
  get after(): ComingPage | undefined {
    return this.#after;
  }

  /** Asks for `pages` pages after this one, each as soon as the one before it is here. */
  lookAhead(pages: number): void {
    if (pages === 0) return;
    void this.page.then(
      ({ checkpoint, documents, digest }) => {
        if (digest || documents.length === 0) return;
        this.#after ??= new ComingPage(this.#ask, {
          at: parseCheckpoint(checkpoint),
          limit: nextLimit(documents),
        });
        this.#after.lookAhead(pages - 1);
      },
      () => undefined,
    );
  }
}
