import type { MakeRoom, TillOptions } from '../api/till.ts';
import type { HostedTill } from './hosted-till.ts';
import type { KeptValues, PageKeep } from './page-keep.ts';

/** What a page tells its worker of a till to open. */
interface WorkerOptions extends Pick<TillOptions, 'server' | 'shop'> {
  /** The kept values of the till, as they are now. */
  readonly kept: KeptValues;
}

/** What only a page can do; its worker calls it. */
interface PageSide extends PageKeep {
  makeRoom: MakeRoom;
  removeRest(): Promise<void>;
}

/** What a worker of a till offers its page. */
export interface TillWorker {
  open(
    options: WorkerOptions,
    wake$: TillOptions['wake$'],
    touch$: TillOptions['touch$'],
    page: PageSide,
  ): Promise<HostedTill>;
  /** Another tab wrote kept values. */
  keptElsewhere(news: KeptValues): void;
}

/** What a worker says when it can be called. */
export interface ReadyMessage {
  /** A lock that the worker holds as long as it runs: so its page learns that it ended, whatever ended it. */
  readonly tidemarkTill: string;
}
