import { toGid } from '@tidemark/schema';
import { z } from 'zod';
import { bulkText, operation, type Operation } from '../operation.ts';
import { connection, nodes } from '../read/shapes.ts';
import { ShopifyError, type Read, type Unread } from '../shopify.ts';
import { reasonOf, textIn, unreadOf } from '../read/unread.ts';

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

const nothing = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** How a resource sends requests, with what all of them share. */
export interface Asking {
  ask<T>(operation: Operation<T>, variables: object): Promise<T>;
  /** Decimals of the shop's currency. */
  readonly digits: number;
}

/** What the configuration adds to a resource's requests. */
export interface Scope {
  readonly publicationId: string | undefined;
  /** Orders created before this instant are not requested. */
  readonly ordersFrom: string;
}

/** A page of a listing; undefined stands for a thing deleted while it was read. */
export interface ResourcePage<D> {
  readonly items: readonly (Read<D> | Unread | undefined)[];
  readonly pageInfo: PageInfo;
}

/** One kind of Shopify's things, with pages by time of change, reads by id, a count and a bulk file. */
export interface Resource<D> {
  /** The type in Shopify's ids, "Product". */
  readonly type: string;
  readonly idsPerRead: number;
  updatedPage(asking: Asking, scope: Scope, since: string, after: string | null): Promise<ResourcePage<D>>;
  /** Results in the order of `ids`; undefined for a thing that is gone. */
  byIds(asking: Asking, scope: Scope, ids: readonly string[]): Promise<(Read<D> | Unread | undefined)[]>;
  count(asking: Asking, scope: Scope): Promise<number | undefined>;
  bulkText(scope: Scope): string;
  /** Whether Shopify should write children right after their parents. */
  readonly grouped: boolean;
  /** @throws for a line that does not say to what it belongs. */
  parseLine(row: object): BulkRoot<D> | BulkChild;
  readonly operations: readonly Operation<unknown>[];
}

/** A line of a bulk file that begins a thing. */
export interface BulkRoot<D> {
  readonly gid: string;
  /** The number of children that it states; undefined if it does not. */
  readonly expected: number | undefined;
  /** True if it has another shape: then its children cannot complete it. */
  readonly isUnread: boolean;
  /** `trouble`: why one of its children cannot be read. */
  readonly complete: (
    children: readonly object[],
    digits: number,
    trouble: string | undefined,
  ) => Read<D> | Unread;
}

/** A line of a bulk file that belongs to another; an unreadable one says why. */
interface BulkChild {
  readonly parentGid: string;
  readonly child: object;
  readonly trouble: string | undefined;
}

/** How one resource differs from the others. `N` is its node, `C` a node of its one connection of children. */
export interface ResourceParts<D, N extends { id: string }, C> {
  readonly type: string;
  /** The root field, "products". */
  readonly root: string;
  /** The connection of children, "variants". */
  readonly children: string;
  /** The field that names a thing for a person; undefined for customers, who are named only by id. */
  readonly name?: 'title' | 'name';
  readonly node: z.ZodType<N>;
  readonly child: z.ZodType<C>;
  readonly idsPerRead: number;
  /** An extra filter of the search by time of change. */
  readonly filter: (scope: Scope) => string;
  readonly variables?: (scope: Scope) => object;
  /** The number of children that a node states. Without it, Shopify writes them right after it in a bulk file. */
  readonly expected?: (node: N) => number | undefined;
  readonly toDocument: (node: N, children: readonly C[], digits: number) => Read<D>;
}

export function defineResource<D, N extends { id: string }, C>(parts: ResourceParts<D, N, C>): Resource<D> {
  const { type, root, children, node, child, idsPerRead } = parts;
  const one = type[0]?.toLowerCase() + type.slice(1);
  // A shop may deny a customer's addresses: then there is no connection.
  const whole = z.intersection(
    node,
    z.object({
      [children]: connection(child)
        .nullish()
        .transform(each => each ?? nothing),
    }),
  );
  const kids = (value: unknown) =>
    (value as Record<string, { nodes: C[]; pageInfo: PageInfo }>)[children] as {
      nodes: C[];
      pageInfo: PageInfo;
    };
  // Nodes are parsed one by one: a node of another shape does not fail its page.
  const updated = operation(
    `${root}-updated`,
    z.object({ [root]: nodes }).transform(answer => answer[root] as z.infer<typeof nodes>),
  );
  const byId = operation(
    `${root}-by-id`,
    z.object({ nodes: z.array(z.unknown()) }).transform(answer => answer.nodes),
  );
  const rest = operation(
    `${one}-rest`,
    z.object({ [one]: z.object({ [children]: connection(child) }).nullable() }).transform(answer => {
      const found = answer[one] as Record<string, { nodes: C[]; pageInfo: PageInfo }> | null;
      return found?.[children];
    }),
  );
  const count = operation(
    `${root}-count`,
    z
      .object({
        [`${root}Count`]: z.object({ count: z.number().int(), precision: z.string() }).nullable(),
      })
      .transform(answer => answer[`${root}Count`]),
  );
  const line = z.intersection(z.object({ __parentId: z.string() }), child);

  const nameOf = (raw: unknown) => (parts.name ? textIn(raw, parts.name) : undefined);
  const unread = (raw: unknown, error: unknown, id?: string): Unread => {
    const name = nameOf(raw);
    return unreadOf(raw, reasonOf(error), { ...(id ? { id } : {}), ...(name ? { name } : {}) });
  };

  /** A thing with all of its children; undefined if deleted meanwhile. An unreadable part affects only this thing. */
  async function complete(asking: Asking, raw: unknown, id?: string): Promise<Read<D> | Unread | undefined> {
    try {
      const head = whole.parse(raw) as N;
      const children = await allChildren(asking, head);
      return children && parts.toDocument(head, children, asking.digits);
    } catch (error) {
      if (error instanceof ShopifyError && error.reason !== 'unexpected') throw error;
      return unread(raw, error, id);
    }
  }

  async function allChildren(asking: Asking, head: N): Promise<readonly C[] | undefined> {
    const first = kids(head);
    const all = [...first.nodes];
    let { hasNextPage, endCursor } = first.pageInfo;
    while (hasNextPage) {
      const page = await asking.ask(rest, { id: head.id, after: endCursor });
      if (!page) return undefined;
      all.push(...page.nodes);
      ({ hasNextPage, endCursor } = page.pageInfo);
    }
    return all;
  }

  return {
    type,
    idsPerRead,
    operations: [updated, byId, rest, count],
    async updatedPage(asking, scope, since, after) {
      const query = `updated_at:>='${since}'${parts.filter(scope)}`;
      const page = await asking.ask(updated, { query, after, ...parts.variables?.(scope) });
      const items = await Promise.all(page.nodes.map(each => complete(asking, each)));
      return { items, pageInfo: page.pageInfo };
    },
    async byIds(asking, scope, ids) {
      const gids = ids.map(id => toGid(type, id));
      const found = await asking.ask(byId, { ids: gids, ...parts.variables?.(scope) });
      return Promise.all(ids.map((id, n) => (found[n] ? complete(asking, found[n], id) : undefined)));
    },
    async count(asking, scope) {
      const query = root === 'orders' ? `created_at:>='${scope.ordersFrom}'` : undefined;
      const found = await asking.ask(count, query === undefined ? {} : { query });
      return found?.precision === 'EXACT' ? found.count : undefined;
    },
    bulkText: scope => bulkText(`bulk-${root}`, scope),
    grouped: parts.expected === undefined,
    parseLine(row) {
      const parentGid = textIn(row, '__parentId');
      if (parentGid !== undefined) {
        const { success, data, error } = line.safeParse(row);
        if (!success) return { parentGid, child: {}, trouble: reasonOf(error) };
        const { __parentId, ...child } = data;
        return { parentGid, child, trouble: undefined };
      }
      const { success, data: head, error } = node.safeParse(row);
      const gid = success ? head.id : textIn(row, 'id');
      if (gid === undefined) throw error ?? new RangeError('a line without an id');
      return {
        gid,
        expected: success ? parts.expected?.(head) : undefined,
        isUnread: !success,
        complete: (found, digits, trouble) => {
          try {
            if (!success) throw error;
            if (trouble !== undefined) throw new RangeError(trouble);
            return parts.toDocument(head, found as readonly C[], digits);
          } catch (cause) {
            return unread(row, cause);
          }
        },
      };
    },
  };
}
