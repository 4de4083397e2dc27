export * from './cart-list.ts';
export * from './events.ts';
export * from './product-grid.ts';
export * from './sign-in-form.ts';
export * from './sync-badge.ts';
export * from './sync-tables.ts';
export * from './time.ts';
export * from './tokens.ts';
