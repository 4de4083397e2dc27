import type { SessionResponse } from '@tidemark/protocol';
import type { Settings } from '@tidemark/schema';

/** The currency in which a till sells. */
export function currencyOf(settings: Settings | undefined, session: SessionResponse | undefined): string {
  return settings?.currency ?? session?.shop.currency ?? 'EUR';
}
