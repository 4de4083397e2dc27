import type { Shopify } from '@tidemark/shopify';
import type { Troubles } from '../catch-up/catch-up.ts';

/** [E52] What cannot be read, and why: with the reason for which nothing is read once the app has left the shop. */
export function withLeft(shopify: Pick<Shopify, 'health'>, troubles: Troubles): Troubles {
  const { left } = shopify.health();
  return left ? { ...troubles, settings: left.reason } : troubles;
}
