import { fc, test } from '@fast-check/vitest';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { documentJsonSchemas } from '../documents/index.ts';
import { recordJsonSchemas } from '../documents/records.ts';
import { aCart, aCustomerEdit, aSale, aStockMove } from '../testing-records.ts';
import { aCustomer, anInventoryLevel, anOrder, aProduct, someSettings } from '../testing.ts';
import { documentDefect, documentFits } from './validate.ts';

const rev = '0123456789abcdef';

const samples = {
  settings: { ...someSettings(), rev },
  products: { ...aProduct(), rev },
  inventoryLevels: { ...anInventoryLevel({}), rev },
  customers: { ...aCustomer(), rev },
  orders: { ...anOrder(), rev },
  customerEdits: aCustomerEdit(),
  sales: aSale(),
  stockMoves: aStockMove(),
  carts: aCart(),
};

/** Another library reads the same schemas. */
const ajv = new Ajv({ strict: false });
const others = Object.fromEntries(
  Object.entries({ ...documentJsonSchemas, ...recordJsonSchemas }).map(([name, schema]) => [
    name,
    ajv.compile(schema),
  ]),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const within = Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]));
  return [path, ...within];
}

const wrong = fc.constantFrom<unknown>(
  ...[
    '',
    'x',
    'x'.repeat(101),
    'x'.repeat(1_001),
    'EUR',
    rev,
    '2026-07-04T09:25:25Z',
    '\u{1F98A}'.repeat(100),
  ],
  ...[
    0,
    1,
    -1,
    0.5,
    1e21,
    true,
    null,
    [],
    {},
    [null],
    [{}],
    [['x']],
    { state: 'waiting' },
    { __proto__: null },
  ],
  undefined,
);

const change = fc.record({
  name: fc.constantFrom(...(Object.keys(samples) as (keyof typeof samples)[])),
  /** Where, as a share of all places. */
  where: fc.double({ min: 0, max: 0.999, noNaN: true }),
  extra: fc.option(fc.constantFrom('extra', 'id', 'constructor', 'toString'), { nil: undefined }),
  value: wrong,
});

function changed(sample: unknown, path: Path, extra: string | undefined, value: unknown): unknown {
  const whole = { it: structuredClone(sample) };
  const places: Path = ['it', ...path];
  let at = whole as Record<string | number, unknown>;
  for (const key of places.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = places.at(-1) ?? 'it';
  const target = at[last];
  if (extra !== undefined && typeof target === 'object' && target !== null && !Array.isArray(target))
    Object.assign(target, { [extra]: value });
  else if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.parse(JSON.stringify(whole)).it;
}

test.prop([change], { numRuns: 3_000 })(
  '[S6] every reader of a schema has the same verdict about a document, and a defect has words',
  ({ name, where, extra, value }) => {
    const paths = pathsIn(samples[name]);
    const document = changed(samples[name], paths[Math.floor(where * paths.length)] ?? [], extra, value);
    const fits = others[name]?.(document);

    expect(documentFits(name, document)).toBe(fits);
    if (fits) expect(documentDefect(name, document)).toBeUndefined();
    else expect(documentDefect(name, document)).toMatch(/^\//);
  },
);

test('[S6] the samples fit', () => {
  for (const [name, sample] of Object.entries(samples))
    expect(documentDefect(name as keyof typeof samples, sample)).toBeUndefined();
});
