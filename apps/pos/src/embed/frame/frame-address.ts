/** The public elements that a frame may show. */
const framedNames = [
  'tide-pos',
  'tide-sync-status',
  'tide-sync-button',
  'tide-product-search',
  'tide-cart',
] as const;

export type FramedName = (typeof framedNames)[number];

/** What the address of a frame tells it. It is in the fragment, which no server receives. */
export interface FrameAddress {
  readonly element: FramedName;
  /** The shop's domain; '' where the sign-in asks for it. */
  readonly shop: string;
  /** The origin of the page around the frame: the only one that the frame listens to. */
  readonly host: string;
}

const shopName = /^$|^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/;

/** The address of a frame on a server. */
export function frameUrl(origin: string, { element, shop, host }: FrameAddress): string {
  return `${origin}/embed/frame.html#${new URLSearchParams({ element, shop: shop.toLowerCase(), host })}`;
}

/** What a fragment asks for; undefined where it is not ours. */
export function readFrameAddress(fragment: string): FrameAddress | undefined {
  const asked = new URLSearchParams(fragment.slice(1, 500));
  const [shop, host] = [asked.get('shop') ?? '', asked.get('host') ?? ''];
  const element = framedNames.find(each => each === asked.get('element'));
  if (element === undefined || !shopName.test(shop)) return undefined;
  return URL.parse(host)?.origin === host ? { element, shop, host } : undefined;
}

/**
 * The origin of a Tidemark server that an attribute names, `fallback` where it names none; undefined where it is not
 * valid.
 */
export function serverOrigin(server: string, fallback: string): string | undefined {
  const url = URL.parse(server === '' ? fallback : server);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.origin : undefined;
}
