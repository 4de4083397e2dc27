export * from './till.ts';
