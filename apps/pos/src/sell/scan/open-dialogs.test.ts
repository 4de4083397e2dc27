import { expect, test } from 'vitest';
import { nextSale, refusalBy } from './open-dialogs.ts';

test('[K5] any open dialog keeps a scan out, in its own words or with its title', () => {
  expect(refusalBy([])).toBeUndefined();
  expect(refusalBy([{ scan: 'Finish it.', title: 'Pay' }])).toBe('Finish it.');
  expect(refusalBy([{ scan: undefined, title: 'Note' }])).toBe('Close “Note”, then scan again.');
  expect(refusalBy([{ scan: undefined, title: '' }])).toBe('Close the dialog, then scan again.');
});

test('[K5] the receipt of the sale before does not, unless something else is open too', () => {
  expect(refusalBy([{ scan: nextSale, title: 'Sold' }])).toBeUndefined();
  expect(
    refusalBy([
      { scan: nextSale, title: 'Sold' },
      { scan: undefined, title: 'Note' },
    ]),
  ).toContain('Note');
});
