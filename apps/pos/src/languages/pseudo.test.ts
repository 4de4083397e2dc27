import { expect, test } from 'vitest';
import { pseudo, pseudoTexts } from './pseudo.ts';

test('[LG7] a text of the pseudo-language is known by its brackets, a third longer, and keeps its values', () => {
  const said = pseudo('Receipt {0} of {1}');

  expect(said).toMatch(/^⟦.*\{0\}.*\{1\}.*⟧$/);
  expect(said.length).toBeGreaterThan('Receipt {0} of {1}'.length * 1.3);
  expect(said).not.toMatch(/[A-Za-z]/);
});

test('[LG7] it has every text, and every plural form', () => {
  expect(pseudoTexts['Close']).toBe(pseudo('Close'));
  expect(Object.keys(pseudoTexts['{0} pieces'] as object)).toHaveLength(6);
});
