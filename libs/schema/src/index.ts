export * from './canonical-json.ts';
export * from './codes/codes.ts';
export * from './collections.ts';
export * from './validators/document-size.ts';
export * from './documents/index.ts';
export { type Address } from './documents/address.ts';
export { type Cart, type CartDiscount, type CartLine, type LineCount } from './documents/cart.ts';
export { type CustomerChanges, type CustomerEdit, type EditSubmission } from './documents/customer-edit.ts';
export * from './documents/customer-reference.ts';
export { type Customer } from './documents/customer.ts';
export { inventoryLevelId, type InventoryLevel } from './documents/inventory-level.ts';
export {
  flawCodes,
  type Flaw,
  type FlawCode,
  type JournalEntry,
  type SaleDetails,
} from './documents/journal-entry.ts';
export { mostStockChanges, type Effect, type StockCorrection } from './documents/effect.ts';
export { type Location } from './documents/location.ts';
export { type Order, type OrderLine } from './documents/order.ts';
export { type ProductCollection } from './documents/product-collection.ts';
export { type Product, type Variant } from './documents/product.ts';
export * from './documents/records.ts';
export {
  type Sale,
  type SaleLine,
  type SaleSubmission,
  type SaleTotals,
  type TaxLine,
  type Tender,
} from './documents/sale.ts';
export { settingsId, type Settings } from './documents/settings.ts';
export { type SoldItem } from './documents/sold-item.ts';
export { type MoveSubmission, type StockMove } from './documents/stock-move.ts';
export { gtinOf, spellingsOfGtin } from './codes/gtin.ts';
export * from './ids.ts';
export * from './money.ts';
export * from './codes/normalize-code.ts';
export * from './records.ts';
export * from './refusals.ts';
export { permissions, type Permission } from './rights/permissions.ts';
export {
  isLargeDiscount,
  neededForMove,
  neededForSale,
  notAllowed,
  type RecordApproval,
} from './rights/record-rights.ts';
export { grantOf, mayApprove, rightTo, type Grant, type Right } from './rights/rights.ts';
export { defaultRole, isRole, roleNamed, roles, type Role } from './rights/roles.ts';
export * from './sale/allocate.ts';
export * from './sale/discount.ts';
export * from './sale/effects.ts';
export * from './sale/personal.ts';
export * from './sale/price-line.ts';
export * from './sale/price-sale.ts';
export * from './sale/receipt-number.ts';
export * from './sale/taxes.ts';
export * from './sale/tender.ts';
export * from './tenders/index.ts';
export * from './sale/unit-prices.ts';
export * from './saleability.ts';
export * from './codes/scan-readings.ts';
export * from './words/search-words.ts';
export * from './validators/stored-shape.ts';
export * from './words/title-order.ts';
export { documentDefect, documentFits } from './validators/validate.ts';
export * from './wanted-phone.ts';
export * from './words/words.ts';
export { isRealInstant, unrealInstantIn } from './real-instant.ts';
