import type { RxStorage } from 'rxdb';
import { honest, over, type Plant } from './plant.ts';

/** How long what was read is behind the note of how far was read. */
const behindMs = 15;

/** Rules of a till's own, broken on purpose. */
export const tillPlants: readonly Plant[] = [
  {
    ...honest,
    name: 'place-first',
    // How far was read is noted before what was read is stored.
    storage: storage =>
      ({
        ...storage,
        createStorageInstance: async parameters => {
          const instance = await storage.createStorageInstance(parameters);
          return parameters.collectionName === 'cache' ? placeFirst(instance as Instance) : instance;
        },
      }) as typeof storage,
  },
  {
    ...honest,
    name: 'no-fence',
    // A tab that was taken over from goes on with what it had begun.
    tabs: tab => over(tab, { fence: () => () => Promise.resolve() }),
  },
];

type Instance = Awaited<ReturnType<RxStorage<unknown, unknown>['createStorageInstance']>>;

function placeFirst(instance: Instance): Instance {
  return over(instance, {
    bulkWrite: async (rows, context) => {
      const place = rows.at(-1);
      const isPlace = (place?.document as { id?: string } | undefined)?.id?.startsWith('place/') === true;
      if (!isPlace || !place || rows.length === 1) return instance.bulkWrite(rows, context);
      const outcome = await instance.bulkWrite([place], context);
      setTimeout(() => void instance.bulkWrite(rows.slice(0, -1), context).catch(() => undefined), behindMs);
      return outcome;
    },
  });
}
