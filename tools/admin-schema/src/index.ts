import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

/** The version of Shopify's Admin API that Tidemark speaks. */
export const adminApiVersion = '2026-10';

let cached: GraphQLSchema | undefined;

/**
 * Shopify's official Admin schema, without descriptions (`regenerate.ts` says where it comes from).
 * Custom scalars accept any value. To execute against the schema, set their `serialize` and `parseValue` on your own
 * copy, made with `freshAdminSchema`.
 */
export function adminSchema(): GraphQLSchema {
  cached ??= freshAdminSchema();
  return cached;
}

/** A copy of the schema that the caller may change. */
export function freshAdminSchema(): GraphQLSchema {
  const file = new URL('../admin_2026-10.json.gz', import.meta.url);
  const introspection = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as IntrospectionQuery;
  // graphql 17 would refuse six interface deprecations in Shopify's own schema.
  return buildClientSchema(introspection, { assumeValid: true });
}
