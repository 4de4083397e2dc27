import { expect, test } from 'vitest';
import { isWordless, ownerOf, scanTurn, ScanTurn } from './scan-scope.ts';

test.each([
  ['nothing in particular', { localName: 'body' }, true],
  ['a button', { localName: 'button' }, true],
  ['a field', { localName: 'input' }, false],
  ['a list to choose from', { localName: 'select' }, false],
  ['text that is edited', { localName: 'li', isContentEditable: true }, false],
  ['an element that may hide a field in a closed shadow root', { localName: 'shop-search' }, false],
  ['a box that may hide one', { localName: 'div' }, false],
  ['the window itself', {}, false],
])('whether keys pressed on %s are nobody’s words', (_where, target, expected) => {
  expect(isWordless(target)).toBe(expected);
});

test('one till of a page has its keys: the first, until another is used, and the next when it leaves', () => {
  const turn = new ScanTurn<string>();
  turn.join('first');
  turn.join('second');
  expect([turn.has('first'), turn.has('second')]).toEqual([true, false]);

  turn.used('second');
  turn.used('stranger');
  expect([turn.has('first'), turn.has('second')]).toEqual([false, true]);

  turn.leave('second');
  expect(turn.has('first')).toBe(true);
});

test('[K2] keys within a till are its own; of a page that hands its keys over, those that are nobody’s words stay the page’s', () => {
  const till = new EventTarget();
  const pressed = (localName: string) => Object.assign(new EventTarget(), { localName });
  scanTurn.join(till);

  expect(ownerOf([pressed('input'), till], till, 'till')).toBe('till');
  expect(ownerOf([pressed('button')], till, 'page')).toBe('page');
  expect(ownerOf([pressed('button')], till, 'till')).toBeUndefined();
  expect(ownerOf([pressed('input')], till, 'page')).toBeUndefined();
  scanTurn.leave(till);
  expect(ownerOf([pressed('button')], till, 'page')).toBeUndefined();
});
