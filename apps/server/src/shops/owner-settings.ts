import type { TaxRate } from '@tidemark/schema';
import { z } from 'zod';
import { parseTaxRates } from '../config/tax-rates.ts';

const settingsSchema = z.object({
  /** As in the setting TAX_RATES. */
  taxes: z.string().max(1_000).default(''),
  /** The number of a sales channel; '' for the shop's Point of Sale. */
  publication: z
    .string()
    .regex(/^\d{0,20}$/)
    .default(''),
});

/** What the owner of a connected shop has set. */
export type OwnerSettings = z.infer<typeof settingsSchema>;

/** @throws RangeError that says what is wrong with it. */
export function readOwnerSettings(given: unknown): OwnerSettings {
  const read = settingsSchema.safeParse(given);
  if (!read.success)
    throw new RangeError(
      read.error.issues.some(({ path }) => path[0] === 'publication')
        ? 'The sales channel is the number at the end of its address in Shopify.'
        : 'The taxes are too long.',
    );
  parseTaxRates(read.data.taxes);
  return read.data;
}

export function taxRatesOf({ taxes }: OwnerSettings): readonly TaxRate[] {
  return parseTaxRates(taxes);
}
