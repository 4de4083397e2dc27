import { randomUUID } from 'node:crypto';
import type { Ingest, Submit } from '@tidemark/exchange';
import { StoreError, type MirrorStore } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { askedIngest, askedSubmit, hereOrAsked, type ByShop } from './asked-shop.ts';
import { shopsToRun } from './open-shops.ts';
import { OwnerQuestions } from './owner-questions.ts';
import { answerTo } from './question-kinds.ts';
import { leaseTimes, ShopOwner } from './shop-owner.ts';
import type { ShopRuntimes } from './shop-runtimes.ts';

interface OwnersParts {
  readonly store: MirrorStore;
  readonly config: Pick<Config, 'shop' | 'leaseMs'>;
  readonly shops: ShopRuntimes;
  /** A mark of the secrets that all servers of a database must share. */
  readonly secrets: string;
  readonly now: () => number;
  readonly log: Logger;
}

interface Owners extends AsyncDisposable {
  /** Which shops this process owns; started by the caller. */
  readonly owner: ShopOwner;
  /** What runs for shops in whichever process. */
  readonly anywhere: { readonly ingests: ByShop<Ingest>; readonly submits: ByShop<Submit> };
}

/** Who owns which shop, and how the owners of shops that run elsewhere are asked. */
export function openOwners({ store, config, shops, secrets, now, log }: OwnersParts): Owners {
  const holder = randomUUID();
  const onTrouble = (error: unknown): void => {
    // That the store does not answer is logged once, where it is noticed.
    if (!(error instanceof StoreError || (error as Error).cause instanceof StoreError))
      log.error({ err: error }, 'who owns which shop is not settled');
  };
  const owner: ShopOwner = new ShopOwner({
    ...{ store, runtimes: shops, holder, secrets },
    wanted: () => shopsToRun(store, config),
    newToken: () => randomUUID(),
    times: leaseTimes(config.leaseMs),
    uptime: () => performance.now(),
    askOwner: shop => void questions.tell(shop, 'begin').catch(onTrouble),
    onTrouble,
    onChange: change => {
      if (store.isShared) log.info(change, 'owner');
    },
  });
  const questions = new OwnerQuestions({
    ...{ store, holder, now, onTrouble },
    newId: () => randomUUID(),
    answer: async ({ shop, kind, body }) => {
      // The connection of the shop was changed.
      if (kind === 'begin') return owner.begin(shop);
      const [ingest, submit] = [shops.ingests.get(shop), shops.submits.get(shop)];
      if (!ingest || !submit)
        throw new ProtocolError('busy', 'This shop cannot be read at the moment. Try again later.');
      return answerTo(kind, { ingest, submit }, JSON.parse(body));
    },
  });
  const isElsewhere = (shop: string): boolean => owner.isElsewhere(shop);
  return {
    owner,
    anywhere: {
      ingests: hereOrAsked(shops.ingests, isElsewhere, shop => askedIngest(questions, shop, onTrouble)),
      submits: hereOrAsked(shops.submits, isElsewhere, shop => askedSubmit(questions, shop)),
    },
    [Symbol.asyncDispose]: async () => {
      await owner[Symbol.asyncDispose]();
      await questions[Symbol.asyncDispose]();
    },
  };
}
