/**
 * Records after years: 100,000 sales on the server, 5,000 of them still on the tills. Measures a new till's first pull,
 * a sale (its number, seal and write) and the list of sales, against the same till in a shop that has sold nothing yet.
 */
import { firstValueFrom } from 'rxjs';
import { medianMs } from './growth/operation.ts';
import { sizeAt } from './growth/shop-of-size.ts';
import { Stage } from './growth/stage.ts';
import { tillOperations } from './growth/till-operations.ts';

const shops = {
  'a shop that sold nothing': { ...sizeAt(1), sales: 0, retired: 0 },
  '100,000 sales, of which tills hold 5,000': { ...sizeAt(1), sales: 5_000, retired: 95_000 },
};

for (const [name, size] of Object.entries(shops)) {
  await using stage = await Stage.open(size);
  const startedAt = performance.now();
  await using till = await stage.till();
  const pulledMs = performance.now() - startedAt;
  const held = (await firstValueFrom(till.selling.sales$)).length;
  const figures = [`signed in and all pulled, ${held} sales among it: ${pulledMs.toFixed(0)} ms`];
  for (const operation of tillOperations(stage, till, size)) {
    if (operation.name !== 'sale' && operation.name !== 'list of sales') continue;
    figures.push(`${operation.name}: ${(await medianMs(operation)).toFixed(2)} ms`);
  }
  const [last] = await firstValueFrom(till.selling.sales$);
  if (!last?.sale.journal) throw new Error('the sales of this till are in no journal');
  console.log(`${name}\n  ${figures.join('\n  ')}`);
}
