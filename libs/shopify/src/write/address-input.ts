import type { Address } from '@tidemark/schema';

/** Shopify's name of a province, and its code, which Shopify expects in writes. */
export interface KnownProvince {
  readonly province: string | null;
  readonly provinceCode: string | null;
  readonly countryCodeV2: string | null;
}

/**
 * An address as Shopify accepts it: its name in two parts, its province by code. The till shows provinces by name and
 * does not change them, so the code comes from the address that Shopify has; a name without a known code is sent as it
 * is.
 */
export function addressInput({ name, province, ...rest }: Address, known?: KnownProvince): object {
  const words = name?.trim().split(/\s+/) ?? [];
  return {
    ...rest,
    firstName: words.slice(0, -1).join(' ') || null,
    lastName: words.at(-1) ?? null,
    ...provinceInput(province, rest.countryCode, known),
  };
}

function provinceInput(
  province: string | null,
  countryCode: string | null,
  known: KnownProvince | undefined,
): object {
  if (province === null) return {};
  // In another country, the previous province means nothing.
  if (known && known.province === province && known.countryCodeV2 !== countryCode)
    return { provinceCode: null };
  if (known?.provinceCode && known.province === province) return { provinceCode: known.provinceCode };
  return /^[A-Z]{2,3}$/.test(province) ? { provinceCode: province } : { province };
}
