import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLError } from 'graphql';
import { userError, type UserError } from './user-errors.ts';

/** Maximum characters of a name, a title, a vendor or a handle. */
const lineLimit = 255;
const noteLimit = 5_000;
const tagLimit = 250;
/** Maximum elements of an input array; only `productSet` takes more variants. */
const arrayLimit = 250;
const variantLimit = 2_048;

/** One error for each text that is longer than Shopify takes. Messages name a field `firstName` "First name". */
export function tooLong(
  input: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  at: readonly string[] = [],
): UserError[] {
  return fields.flatMap(field => {
    const most = field === 'note' ? noteLimit : lineLimit;
    const text = input[field];
    if (typeof text !== 'string' || [...text].length <= most) return [];
    return [userError([...at, field], `${words(field)} is too long (maximum is ${most} characters)`)];
  });
}

/** An error if there are more tags than Shopify takes. */
export function tooManyTags(tags: readonly string[] | undefined, at: readonly string[] = []): UserError[] {
  if (cleanTags(tags ?? []).length <= tagLimit) return [];
  return [userError([...at, 'tags'], `Tags exceeds the maximum of ${tagLimit} tags`)];
}

/** Tags as Shopify stores them: trimmed, without empty ones or duplicates; case does not count. */
export function cleanTags(tags: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const tag of tags.map(each => each.trim()))
    if (tag !== '' && !found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag);
  return [...found.values()];
}

/** @throws Shopify's MAX_INPUT_SIZE_EXCEEDED when an array of the arguments has too many elements. */
export function refuseLongArrays(args: object, { fieldName }: Pick<GraphQLResolveInfo, 'fieldName'>): void {
  const look = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const most = fieldName === 'productSet' && path.at(-1) === 'variants' ? variantLimit : arrayLimit;
    if (Array.isArray(value) && value.length > most)
      throw new GraphQLError(
        `The input array size of ${value.length} is greater than the maximum allowed of ${most}.`,
        { extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } },
      );
    for (const [name, inside] of Object.entries(value)) look(inside, [...path, name]);
  };
  look(args, []);
}

function words(field: string): string {
  const spaced = field.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
