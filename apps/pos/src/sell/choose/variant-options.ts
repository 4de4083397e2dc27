import { haveWords, searchWordsOf, wantedWords, type Wanted } from '@tidemark/schema';
import type { Sellable } from '@tidemark/till';

/** One option of a product ("Size"), with the values that its variants have, in their order. */
export interface VariantOption {
  readonly name: string;
  readonly values: readonly OptionValue[];
}

interface OptionValue {
  readonly value: string;
  /** Whether a variant has this value together with the values chosen of the other options. */
  readonly isThere: boolean;
}

/** The chosen value of each option, by the option's name. */
export type Chosen = ReadonlyMap<string, string>;

/** An option with more values is a list of its own, narrowed by words. */
const mostValues = 40;

/**
 * The options that tell these variants apart. Options of several products are not compared: their names may differ in
 * meaning.
 */
export function optionsOf(sellables: readonly Sellable[], chosen: Chosen): readonly VariantOption[] {
  if (new Set(sellables.map(each => each.product.id)).size !== 1) return [];
  const valuesOf = new Map<string, Set<string>>();
  for (const { variant } of sellables)
    for (const { name, value } of variant.options)
      valuesOf.set(name, (valuesOf.get(name) ?? new Set()).add(value));
  return [...valuesOf]
    .filter(([, values]) => values.size > 1 && values.size <= mostValues)
    .map(([name, values]) => {
      const others = new Map([...chosen].filter(([each]) => each !== name));
      const left = new Set(narrowed(sellables, others, '').map(each => valueOf(each, name)));
      return { name, values: [...values].map(value => ({ value, isThere: left.has(value) })) };
    });
}

/** The variants with all chosen values, and with words (of title, SKU and barcode) that begin as these do. */
export function narrowed(sellables: readonly Sellable[], chosen: Chosen, words: string): readonly Sellable[] {
  const wanted = wantedWords(words);
  return sellables.filter(
    each =>
      [...chosen].every(([name, value]) => valueOf(each, name) === value) &&
      (words.trim() === '' || hasWords(each, wanted)),
  );
}

function valueOf({ variant }: Sellable, name: string): string | undefined {
  return variant.options.find(each => each.name === name)?.value;
}

/** Signs without words match nothing. */
function hasWords({ product, variant }: Sellable, wanted: readonly Wanted[]): boolean {
  const words = [product.title, variant.title, variant.sku ?? '', variant.barcode ?? ''];
  return wanted.length > 0 && haveWords(words.flatMap(searchWordsOf), wanted);
}
