import { msg } from '../language/index.ts';
import type { Wish } from './sale-events.ts';

/** The text of the button for a wish. */
export function wishText(wish: Wish): string {
  return wish === 'send-again' ? msg('Send again') : msg('Resolve with a note');
}
