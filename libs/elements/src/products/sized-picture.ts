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
