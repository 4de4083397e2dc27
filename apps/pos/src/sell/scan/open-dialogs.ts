import { msg, str } from '@tidemark/elements/language';
/**
 * An open dialog, and what it does with a scan: `data-scan="next-sale"`, or the words that refuse it, or nothing in
 * particular.
 */
export interface OpenDialog {
  readonly scan: string | undefined;
  /** Its title on screen. */
  readonly title: string;
}

/** A scan closes a dialog with this value, and is the first of the next sale. */
export const nextSale = 'next-sale';

/**
 * The sentence for a scan that an open dialog refuses; undefined where none does. Any dialog refuses unless it says
 * otherwise.
 */
export function refusalBy(dialogs: readonly OpenDialog[]): string | undefined {
  const keepers = dialogs.filter(({ scan }) => scan !== nextSale);
  const [said] = keepers.flatMap(({ scan }) => scan ?? []);
  const [first] = keepers;
  if (!first) return undefined;
  return (
    said ??
    (first.title
      ? msg(str`Close “${first.title}”, then scan again.`)
      : msg('Close the dialog, then scan again.'))
  );
}

/** The dialogs that are open below a page or an element, also in shadow roots. */
export function openDialogs(root: ParentNode): readonly HTMLDialogElement[] {
  const inside = root instanceof Element && root.shadowRoot ? openDialogs(root.shadowRoot) : [];
  const found = [...root.querySelectorAll('*')].flatMap(each => [
    ...(each instanceof HTMLDialogElement && each.open ? [each] : []),
    ...(each.shadowRoot ? openDialogs(each.shadowRoot) : []),
  ]);
  return [...inside, ...found];
}

export function readDialog(dialog: HTMLDialogElement): OpenDialog {
  return { scan: dialog.dataset['scan'], title: dialog.querySelector('h2')?.textContent.trim() ?? '' };
}
