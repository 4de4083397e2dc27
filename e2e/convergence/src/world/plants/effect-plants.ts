import { honest, over, type Plant } from './plant.ts';
import { withWrites } from './selling-plants.ts';

/** Rules of the corrections of stock, broken on purpose. */
export const effectPlants: readonly Plant[] = [
  {
    ...honest,
    name: 'effect-twice',
    // Each attempt has a key of its own, so a correction whose answer was lost is made again.
    shopify: shopify => {
      let tries = 0;
      return withWrites(shopify, writes => ({
        correctStock: (effect, saleId, key, signal) =>
          writes.correctStock(effect, saleId, `${key}-${++tries}`, signal),
      }));
    },
  },
  {
    ...honest,
    name: 'effect-lost',
    // An acceptance is stored without its effects.
    records: records =>
      over(records, {
        move: (shop, key, next, now, decided) =>
          records.move(
            shop,
            key,
            (document, head) => {
              const moved = next(document, head);
              return moved && document.submission?.state === 'waiting'
                ? { submission: moved.submission }
                : moved;
            },
            now,
            decided,
          ),
      }),
  },
];
