import { isImported } from '../import/import.ts';
import type { Source } from '../source.ts';
import { storedJson } from '../stored-json.ts';

/** The name under which the mirror keeps the subscriptions that it need not doubt. */
const trustedName = 'subscriptions';

/**
 * Keeps the webhook subscriptions what they should be. Shopify takes one away whose news it could not deliver, and what
 * it would have told meanwhile never comes: a deletion, say, that no catch-up can see. So an audit is owed for every
 * subscription that is newer than the last one ([E20]). What is owed is told from Shopify's ids, not remembered: a crash
 * at any moment forgets none.
 */
export class SubscriptionCare {
  readonly #source: Source;
  #owed: Promise<void> | undefined;
  /** Where Shopify is to send its news. */
  readonly address: string;
  /** How often Shopify took one away. */
  lost = 0;
  /** Topics that Shopify does not let the app have. */
  refusedTopics: readonly string[] = [];
  /** Why they could not be looked after at the last try, or why Shopify refused one; undefined where all is well. */
  trouble: string | undefined;

  constructor(source: Source, address: string) {
    this.#source = source;
    this.address = address;
  }

  /**
   * Makes again what is missing. Answers the subscriptions for which an audit is owed, to be given to `pay`; none
   * where nothing is owed. Never rejects.
   */
  async ensure(): Promise<readonly string[]> {
    const { shopify, mirror, log, signal } = this.#source;
    try {
      const { standing, ...report } = await shopify.ensureSubscriptions(this.address, signal);
      log({ name: 'subscriptions-ensured', shop: shopify.shop, ...report });
      this.refusedTopics = report.refused.map(each => each.topic);
      this.trouble = report.refused[0]?.reason;
      const known = await mirror.watermark(shopify.shop, trustedName);
      const trusted = new Set<string>(storedJson<string[]>(known) ?? []);
      if (standing.every(id => trusted.has(id))) return [];
      // What comes before the first import was begun, the import reads.
      if (known === undefined && !(await isImported(this.#source))) {
        await this.#trust(standing);
        return [];
      }
      if (report.created.length > 0) {
        this.lost += report.created.length;
        log({ name: 'subscriptions-lost', shop: shopify.shop, topics: report.created });
      }
      return standing;
    } catch (error) {
      if (signal.aborted) return [];
      this.trouble = error instanceof Error ? error.message : String(error);
      log({ name: 'subscriptions-failed', shop: shopify.shop, error: String(error) });
      return [];
    }
  }

  /** An audit that lost subscriptions ask for, while it is to come or under way. Never rejects. */
  get owed(): Promise<void> | undefined {
    return this.#owed;
  }

  /**
   * Has an audit made, and trusts subscriptions once it has come to its end. What was not noted as trusted is owed again with
   * the next look.
   */
  pay(untrusted: readonly string[], audit: () => Promise<boolean>): void {
    this.#owed ??= this.#pay(untrusted, audit).finally(() => (this.#owed = undefined));
  }

  async #pay(untrusted: readonly string[], audit: () => Promise<boolean>): Promise<void> {
    const { shopify, log, signal } = this.#source;
    try {
      if (await audit()) await this.#trust(untrusted);
    } catch (error) {
      if (!signal.aborted) log({ name: 'subscriptions-failed', shop: shopify.shop, error: String(error) });
    }
  }

  /** An audit that began after these were there has ended. */
  async #trust(standing: readonly string[]): Promise<void> {
    const { mirror, shopify } = this.#source;
    await mirror.setWatermark(shopify.shop, { resource: trustedName, value: JSON.stringify(standing) });
  }
}
