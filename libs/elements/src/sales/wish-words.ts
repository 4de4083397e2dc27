import { msg } from '../language/index.ts';
import type { Wish } from './sale-events.ts';

/** What a button says that asks for it. */
export function wishText(wish: Wish): string {
  return wish === 'send-again' ? msg('Send again') : msg('Resolve with a note');
}
