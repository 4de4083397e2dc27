import { toGid } from '@tidemark/schema';
import { z } from 'zod';
import { bulkText, operation, type Operation } from '../operation.ts';
import { connection } from '../shapes.ts';
import { ShopifyError, type Read } from '../shopify.ts';

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** How a resource asks: sends one operation, and knows what is the same in every question. */
export interface Asking {
  ask<T>(operation: Operation<T>, variables: object): Promise<T>;
  /** Decimals of the shop's currency. */
  readonly digits: number;
}

/** What the configuration adds to the questions of a resource. */
export interface Scope {
  readonly publicationId: string | undefined;
  /** Orders created before are not asked for: an instant. */
  readonly ordersFrom: string;
}

/** A page of a listing; undefined stands for what went away while it was read. */
export interface ResourcePage<D> {
  readonly items: readonly (Read<D> | undefined)[];
  readonly pageInfo: PageInfo;
}

/** One kind of Shopify's things that has pages by time of change, reads by id, a count and a bulk file. */
export interface Resource<D> {
  /** The type in Shopify's ids, "Product". */
  readonly type: string;
  readonly idsPerRead: number;
  updatedPage(asking: Asking, scope: Scope, since: string, after: string | null): Promise<ResourcePage<D>>;
  /** In the order of `ids`; undefined for what is gone. */
  byIds(asking: Asking, scope: Scope, ids: readonly string[]): Promise<(Read<D> | undefined)[]>;
  count(asking: Asking, scope: Scope): Promise<number | undefined>;
  bulkText(scope: Scope): string;
  /** Whether Shopify is to write children right behind their parents. */
  readonly grouped: boolean;
  /** @throws for a line of another shape. */
  parseLine(row: object): BulkRoot<D> | BulkChild;
  readonly operations: readonly Operation<unknown>[];
}

/** A line of a bulk file that begins a thing. */
export interface BulkRoot<D> {
  readonly gid: string;
  /** How many children it says it has; undefined where it does not say. */
  readonly expected: number | undefined;
  readonly complete: (children: readonly object[], digits: number) => Read<D>;
}

/** A line of a bulk file that belongs to another. */
export interface BulkChild {
  readonly parentGid: string;
  readonly child: object;
}

/** How one resource differs from the others. `N` is its node, `C` a node of its one connection of children. */
export interface ResourceParts<D, N extends { id: string }, C> {
  readonly type: string;
  /** The root field, "products". */
  readonly root: string;
  /** The connection of children, "variants". */
  readonly children: string;
  readonly node: z.ZodType<N>;
  readonly child: z.ZodType<C>;
  readonly idsPerRead: number;
  /** What else the search for changed ones says. */
  readonly filter: (scope: Scope) => string;
  readonly variables?: (scope: Scope) => object;
  /** How many children a node says it has. Without it, Shopify writes them right behind it in a bulk file. */
  readonly expected?: (node: N) => number | undefined;
  readonly toDocument: (node: N, children: readonly C[], digits: number) => Read<D>;
}

export function defineResource<D, N extends { id: string }, C>(parts: ResourceParts<D, N, C>): Resource<D> {
  const { type, root, children, node, child, idsPerRead } = parts;
  const one = type[0]?.toLowerCase() + type.slice(1);
  const whole = z.intersection(node, z.object({ [children]: connection(child) }));
  const kids = (value: unknown) =>
    (value as Record<string, { nodes: C[]; pageInfo: PageInfo }>)[children] as {
      nodes: C[];
      pageInfo: PageInfo;
    };
  const updated = operation(
    `${root}-updated`,
    z
      .object({ [root]: connection(whole) })
      .transform(answer => answer[root] as { nodes: N[]; pageInfo: PageInfo }),
  );
  const byId = operation(
    `${root}-by-id`,
    z.object({ nodes: z.array(whole.nullable()) }).transform(answer => answer.nodes as (N | null)[]),
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

  /** With all of its children; undefined when it went away meanwhile. */
  async function complete(asking: Asking, head: N): Promise<Read<D> | undefined> {
    const first = kids(head);
    const all = [...first.nodes];
    let { hasNextPage, endCursor } = first.pageInfo;
    while (hasNextPage) {
      const page = await asking.ask(rest, { id: head.id, after: endCursor });
      if (!page) return undefined;
      all.push(...page.nodes);
      ({ hasNextPage, endCursor } = page.pageInfo);
    }
    try {
      return parts.toDocument(head, all, asking.digits);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ShopifyError('unexpected', `${head.id}: ${error.message}`, { cause: error });
    }
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
      const nodes = await asking.ask(byId, { ids: gids, ...parts.variables?.(scope) });
      return Promise.all(ids.map((_, n) => (nodes[n] ? complete(asking, nodes[n]) : undefined)));
    },
    async count(asking, scope) {
      const query = root === 'orders' ? `created_at:>='${scope.ordersFrom}'` : undefined;
      const found = await asking.ask(count, query === undefined ? {} : { query });
      return found?.precision === 'EXACT' ? found.count : undefined;
    },
    bulkText: scope => bulkText(`bulk-${root}`, scope),
    grouped: parts.expected === undefined,
    parseLine(row) {
      if ('__parentId' in row) {
        const { __parentId: parentGid, ...parsed } = line.parse(row);
        return { parentGid, child: parsed };
      }
      const head = node.parse(row);
      return {
        gid: head.id,
        expected: parts.expected?.(head),
        complete: (found, digits) => parts.toDocument(head, found as readonly C[], digits),
      };
    },
  };
}
