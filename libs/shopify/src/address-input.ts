import type { Address } from '@tidemark/schema';

/** An address as Shopify takes it: its name in two parts, its province by code where we have one. */
export function addressInput({ name, province, ...rest }: Address): object {
  const words = name?.trim().split(/\s+/) ?? [];
  const isCode = province !== null && /^[A-Z]{2,3}$/.test(province);
  return {
    ...rest,
    firstName: words.slice(0, -1).join(' ') || null,
    lastName: words.at(-1) ?? null,
    ...(province === null ? {} : isCode ? { provinceCode: province } : { province }),
  };
}
