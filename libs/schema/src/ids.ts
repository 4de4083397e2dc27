/** The numeric tail of a Shopify gid, kept as text because it may exceed 2^53: "gid://shopify/Product/1" is "1". */
export function idOfGid(gid: string): string {
  const match = /^gid:\/\/shopify\/\w+\/(\d+)(?:\?.*)?$/.exec(gid);
  if (!match?.[1]) throw new RangeError(`not a Shopify id: ${JSON.stringify(gid)}`);
  return match[1];
}

/** Shopify's type name in a gid: "gid://shopify/Product/1" is "Product". */
export function typeOfGid(gid: string): string {
  const match = /^gid:\/\/shopify\/(\w+)\//.exec(gid);
  if (!match?.[1]) throw new RangeError(`not a Shopify id: ${JSON.stringify(gid)}`);
  return match[1];
}

export function toGid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}
