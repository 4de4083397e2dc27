import type { RxDocumentData, RxStorage } from 'rxdb';
import { honest, over, type Plant } from './plant.ts';

/** How late the delayed write is stored. */
const behindMs = 15;

/** A till's own rules, broken on purpose. */
export const tillPlants: readonly Plant[] = [
  {
    ...honest,
    name: 'place-first',
    // The checkpoint is stored before the documents that were read.
    storage: inCollection('cache', placeFirst),
  },
  {
    ...honest,
    name: 'screen-late',
    // The first screen is written after the documents, not before them.
    storage: inCollection('first', screenLate),
  },
  {
    ...honest,
    name: 'no-fence',
    // A tab that lost the lead continues what it had begun.
    tabs: tab => over(tab, { fence: () => () => Promise.resolve() }),
  },
];

/** A storage whose instances of one collection are changed by `change`. */
function inCollection(name: string, change: (instance: Instance) => Instance): NonNullable<Plant['storage']> {
  return storage =>
    ({
      ...storage,
      createStorageInstance: async parameters => {
        const instance = await storage.createStorageInstance(parameters);
        return parameters.collectionName === name ? change(instance as Instance) : instance;
      },
    }) as typeof storage;
}

/** Writes the screen a while after it reports so, and reads as if it were written. */
function screenLate(instance: Instance): Instance {
  const late = new Map<string, RxDocumentData<unknown>>();
  return over(instance, {
    bulkWrite: async (rows, context) => {
      for (const { document } of rows)
        late.set((document as unknown as { id: string }).id, document as never);
      setTimeout(() => {
        late.clear();
        void instance.bulkWrite(rows, context).catch(() => undefined);
      }, behindMs);
      return { error: [] };
    },
    findDocumentsById: async (ids, withDeleted) => {
      const found = await instance.findDocumentsById(ids, withDeleted);
      const stored = new Map(found.map(each => [(each as unknown as { id: string }).id, each]));
      return ids.flatMap(id => late.get(id) ?? stored.get(id) ?? []);
    },
  });
}

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
