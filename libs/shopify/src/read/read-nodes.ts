import {
  idOfGid,
  inventoryLevelId,
  settingsId,
  type Location,
  type Settings,
  type TaxRate,
} from '@tidemark/schema';
import type { z } from 'zod';
import * as shapes from './shapes.ts';
import type { Deletion, LevelRead, Read, ResourceKind, Unread } from '../shopify.ts';
import { toLevel, toLocation, toSettings } from './translate.ts';
import { fieldsOf, reasonOf, shortId, textIn, unreadOf } from './unread.ts';

const kindOfSubject: Readonly<Record<string, ResourceKind>> = {
  PRODUCT: 'products',
  COLLECTION: 'productCollections',
  CUSTOMER: 'customers',
  ORDER: 'orders',
};

/** Reads one level; an unreadable one affects no other. */
export function readLevel(raw: unknown): LevelRead | Unread {
  return read(raw, shapes.level, toLevel, () => levelIdentity(raw));
}

/** Reads a line of the bulk file of stock levels. */
export function readBulkLevel(raw: unknown): LevelRead | Unread {
  return read(raw, shapes.bulkLevelLine, toLevel, () => levelIdentity(raw));
}

export function readLocation(raw: unknown): Read<Location> | Unread {
  return read(raw, shapes.location, toLocation, () => named(textIn(raw, 'name')));
}

export function readSettings(raw: unknown, taxRates: readonly TaxRate[]): Read<Settings> | Unread {
  const toDocument = (shop: z.infer<typeof shapes.shop>) => toSettings(shop, [...taxRates]);
  return read(raw, shapes.shop, toDocument, () => ({ id: settingsId }));
}

/** Reads a deletion event; undefined if it concerns nothing that is mirrored. */
export function readDeletion(raw: unknown): Deletion | Unread | undefined {
  const parsed = shapes.deletion.safeParse(raw);
  // An event's own id names nothing that is mirrored.
  if (!parsed.success) return unreadOf(raw, reasonOf(parsed.error), { id: '' });
  const { action, subjectType, subjectId, createdAt } = parsed.data;
  const kind = kindOfSubject[subjectType];
  if (action !== 'destroy' || kind === undefined) return undefined;
  return { kind, id: idOfGid(subjectId), deletedAt: Date.parse(createdAt) };
}

function read<S, R>(
  raw: unknown,
  shape: z.ZodType<S>,
  toDocument: (parsed: S) => R,
  identity: () => { id?: string; name?: string },
): R | Unread {
  try {
    return toDocument(shape.parse(raw));
  } catch (error) {
    return unreadOf(raw, reasonOf(error), identity());
  }
}

/** The id of a level: made of item and location, not its gid. */
function levelIdentity(raw: unknown): { id: string } {
  const { item, location } = fieldsOf(raw);
  const [itemId, locationId] = [item, location].map(each => shortId(fieldsOf(each)['id']));
  return { id: itemId && locationId ? inventoryLevelId(itemId, locationId) : '' };
}

function named(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}
