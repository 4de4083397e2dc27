import { isImported } from '../import/import.ts';
import type { Source } from '../source.ts';
import { storedJson } from '../stored-json.ts';

/** The name under which the mirror keeps the trusted subscriptions. */
const trustedName = 'subscriptions';

/**
 * Keeps the webhook subscriptions as they should be. Shopify removes a subscription whose webhooks it could not
 * deliver, and changes in the meantime are never reported: a deletion, for example, which no catch-up can see. So every
 * subscription newer than the last audit needs an audit ([E20]). Shopify's ids tell which ones, not our memory: a crash
 * at any moment forgets none.
 */
export class SubscriptionCare {
  readonly #source: Source;
  #owed: Promise<void> | undefined;
  /** The address to which Shopify sends webhooks. */
  readonly address: string;
  /** How many subscriptions Shopify has removed. */
  lost = 0;
  /** Topics that Shopify does not allow the app. */
  refusedTopics: readonly string[] = [];
  /** Why the last check failed, or why Shopify refused a subscription; undefined if all is well. */
  trouble: string | undefined;

  constructor(source: Source, address: string) {
    this.#source = source;
    this.address = address;
  }

  /**
   * Recreates missing subscriptions. Returns those that need an audit, to be given to `pay`; empty if none do. Never
   * rejects.
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
      // The import reads all that changed before it was started.
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

  /** The audit that lost subscriptions need, while it is due or running. Never rejects. */
  get owed(): Promise<void> | undefined {
    return this.#owed;
  }

  /**
   * Runs an audit, and trusts the subscriptions once it has finished. Those not noted as trusted need an audit again at
   * the next check.
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

  /** Notes that an audit which began after these subscriptions existed has finished. */
  async #trust(standing: readonly string[]): Promise<void> {
    const { mirror, shopify } = this.#source;
    await mirror.setWatermark(shopify.shop, { resource: trustedName, value: JSON.stringify(standing) });
  }
}
