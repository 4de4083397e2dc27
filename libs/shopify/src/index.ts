export * from './shopify.ts';
