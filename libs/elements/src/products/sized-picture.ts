/**
 * The address of a picture in the width that is shown, in pixels of the screen: Shopify makes it smaller before it
 * sends it. A picture of another host stays as it is.
 */
export function sizedPicture(address: string, width: number): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  const isShopifys = url.hostname === 'cdn.shopify.com' || url.pathname.startsWith('/cdn/shop/');
  if (!isShopifys) return address;
  url.searchParams.set('width', String(width));
  return url.href;
}

/** Widths in which pictures are asked for: few, so that one that was kept is asked for again in the same. */
const [step, widest] = [200, 600];

/** How wide, in pixels of the screen, a picture has to be for so many CSS pixels. */
export function pictureWidth(width: number, pixelRatio: number): number {
  return Math.min(widest, Math.ceil((width * pixelRatio) / step) * step);
}
