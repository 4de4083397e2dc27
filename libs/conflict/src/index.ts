export * from './policy.ts';
export * from './shop-wins.ts';
