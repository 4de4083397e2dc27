/** Everything that a role allows or not. These names are stored and sent. */
export const permissions = [
  /** To sell, to park carts and to go on with them. */
  'sell',
  /** To take something off a cart, up to a tenth of it. */
  'discount',
  /** To take more off. */
  'large-discount',
  /** To sell at another price than the shop's. */
  'price-override',
  /** To sell what is no product. */
  'custom-line',
  /** To take goods back. */
  'refund',
  /** To take goods back whose sale is not found. */
  'refund-without-receipt',
  /** To give back more than the shop's limit while the server cannot be asked. */
  'large-offline-refund',
  /** To open the drawer without a sale. */
  'open-drawer',
  /** To pay in or out of the drawer. */
  'paid-in-out',
  /** To see how much cash should be there before it was counted. */
  'see-expected-cash',
  'close-shift',
  /** To write stock moves: received, counted, damaged. */
  'move-stock',
  /** To add customers and change them. */
  'edit-customers',
  /** To change the settings of a till. */
  'change-settings',
  /** To see what the till holds, and to sync. */
  'sync',
  /** To have all that is stored compared with Shopify. */
  'check-everything',
  /** To read everything of the shop anew into a till. */
  'clear-copy',
  /** To decide about what Shopify refused, and what the server holds back. */
  'decide',
  /** To take note of tills that moved to another location. */
  'see-moves',
  /** To make a browser a till of the shop. */
  'register-tills',
] as const;

export type Permission = (typeof permissions)[number];
