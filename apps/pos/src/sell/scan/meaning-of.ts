import type { PageCatalogue } from '@tidemark/till/page';

/** What was typed before Enter: the code of something here, words of products here, or neither. */
export type Typed = 'code' | 'words' | 'neither';

/** Words that nearly fit are none: what was typed may be a code that is missing here. */
export async function meaningOf(
  typed: string,
  catalogue: Pick<PageCatalogue, 'search' | 'find'>,
): Promise<Typed> {
  const [found, { total, isSimilar }] = await Promise.all([
    catalogue.find(typed),
    catalogue.search(typed, 1),
  ]);
  if (found.length > 0) return 'code';
  return total > 0 && !isSimilar ? 'words' : 'neither';
}
