import { badRequest } from '../api/bad-request.ts';

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

export function idOf(gidText: string): string {
  const match = /^gid:\/\/shopify\/\w+\/(\d+)(?:\?.*)?$/.exec(gidText);
  if (!match?.[1]) throw badRequest(`Invalid global id '${gidText}'`);
  return match[1];
}

export function typeOf(gidText: string): string {
  const match = /^gid:\/\/shopify\/(\w+)\/\d+/.exec(gidText);
  if (!match?.[1]) throw badRequest(`Invalid global id '${gidText}'`);
  return match[1];
}

/** An id padded to 20 digits, so that ids sort as strings by their numbers. */
export function sortableId(id: string): string {
  return id.padStart(20, '0');
}
