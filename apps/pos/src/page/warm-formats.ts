import { moneyText } from '@tidemark/elements/look/money-text';
import { clockTime } from '@tidemark/elements/look/time';
import { numberText } from '@tidemark/elements/language';

/** What a browser reads when a text of each kind is made for the first time takes a slow tablet about 50 ms. */
const kinds: readonly (() => string)[] = [
  () => numberText(0),
  () => moneyText(0, 'EUR'),
  () => clockTime(0, undefined),
];

/**
 * Has the browser read what it needs for numbers, money and times, each in a task of its own, while the page still waits
 * for its till: the first drawing need not. `later` calls `act` in a later task.
 */
export function warmFormats(later: (act: () => void) => void = act => void setTimeout(act, 0)): void {
  for (const kind of kinds) later(kind);
}
