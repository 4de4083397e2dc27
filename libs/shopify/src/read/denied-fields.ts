/**
 * Fields that a shop's plan may withhold from an app (protected customer data, level 2): names, addresses, e-mail and
 * phone.
 */
const personalFields = new Set([
  ...['firstName', 'lastName', 'displayName', 'defaultEmailAddress', 'emailAddress', 'email'],
  ...['defaultPhoneNumber', 'phoneNumber', 'phone', 'addressesV2', 'defaultAddress', 'billingAddress'],
  ...['shippingAddress', 'address1', 'address2', 'city', 'zip', 'company'],
]);

/** A field's path within a thing, "addressesV2.city": the same in a page, by id and in bulk. */
export type FieldPath = string;

/** Steps of a path that are not fields of a thing. */
const steps = new Set(['nodes', 'edges', 'node']);

/** The paths at which a query was denied personal data; undefined if anything else is wrong too. */
export function deniedPersonalData(errors: readonly unknown[]): readonly FieldPath[] | undefined {
  const paths = errors.map(each => {
    const { path, extensions } = each as { path?: unknown; extensions?: { code?: unknown } };
    if (extensions?.code !== 'ACCESS_DENIED' || !Array.isArray(path)) return undefined;
    // A path begins with the root field.
    const names = path.slice(1).filter(name => typeof name === 'string' && !steps.has(name)) as string[];
    const isPersonal = names.some(name => personalFields.has(name));
    return isPersonal ? names.join('.') : undefined;
  });
  if (paths.length === 0 || paths.includes(undefined)) return undefined;
  return [...new Set(paths as string[])];
}

interface Field {
  /** Undefined for lines that are not fields: `query … {`, `... on Customer {`. */
  readonly name: string | undefined;
  readonly text: string;
  readonly fields: Field[] | undefined;
}

/**
 * Removes these fields from a query that is formatted with one field per line; fragments are inlined. Selections left
 * empty are removed too.
 */
export function withoutFields(query: string, paths: ReadonlySet<FieldPath>): string {
  if (paths.size === 0) return query;
  const [operation = '', ...fragments] = query.split(/^(?=fragment )/m);
  const bodies = new Map(
    fragments.map(each => [
      /^fragment (\w+)/.exec(each)?.[1] ?? '',
      each.replace(/^[^{]*\{/, '').replace(/\}\s*$/, ''),
    ]),
  );
  let whole = operation;
  for (let before = ''; before !== whole;) {
    before = whole;
    whole = whole.replace(/\.\.\.(\w+Parts)/g, (spread, name: string) => bodies.get(name) ?? spread);
  }
  return whole
    .split(/^(?=query |mutation )/m)
    .map(each =>
      textOf(fieldsIn(each.split('\n').filter(line => line.trim() !== '')).flatMap(withRoots(paths))),
    )
    .join('\n');
}

/** The fields of lines, up to the brace that ends them. */
function fieldsIn(lines: string[]): Field[] {
  const fields: Field[] = [];
  for (let line = lines.shift(); line !== undefined && line.trim() !== '}'; line = lines.shift()) {
    const isBlock = line.trimEnd().endsWith('{');
    const [, alias] = /^\s*(\w+)/.exec(line) ?? [];
    const isField = alias !== undefined && !/^\s*(query|mutation)\b/.test(line);
    fields.push({
      name: isField ? alias : undefined,
      text: line,
      fields: isBlock ? fieldsIn(lines) : undefined,
    });
  }
  return fields;
}

/** An operation with its root fields, each without the fields that are denied in it. */
function withRoots(paths: ReadonlySet<FieldPath>): (operation: Field) => Field {
  return operation => ({
    ...operation,
    fields: operation.fields?.map(root =>
      root.fields ? { ...root, fields: kept(root.fields, '', paths) } : root,
    ),
  });
}

function kept(fields: readonly Field[], under: FieldPath, paths: ReadonlySet<FieldPath>): Field[] {
  return fields.flatMap(each => {
    const isStep = each.name === undefined || steps.has(each.name);
    const path = isStep ? under : under === '' ? (each.name ?? '') : `${under}.${each.name}`;
    if (!isStep && paths.has(path)) return [];
    if (!each.fields) return [each];
    const inside = kept(each.fields, path, paths);
    return inside.length === 0 ? [] : [{ ...each, fields: inside }];
  });
}

function textOf(fields: readonly Field[]): string {
  return fields.map(each => (each.fields ? `${each.text}\n${textOf(each.fields)}\n}` : each.text)).join('\n');
}
