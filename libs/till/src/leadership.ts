/** One message between the tabs of a till. */
export type TabMessage =
  | { readonly kind: 'sync'; readonly id: string; readonly trigger: string }
  | { readonly kind: 'synced'; readonly id: string; readonly entry: unknown }
  | { readonly kind: 'status'; readonly status: unknown }
  | { readonly kind: 'generation'; readonly generation: number }
  | { readonly kind: 'session' };

/** The tabs of one till: which one replicates, and how they talk. */
export interface Tabs extends Disposable {
  readonly leads: boolean;
  /** Resolves when this tab leads: at once, or when the one that led is gone. */
  readonly leading: Promise<void>;
  post(message: TabMessage): void;
  onMessage(listener: (message: TabMessage) => void): void;
}

/** A till that has no other tab: tests, or a browser without locks. */
export function singleTab(): Tabs {
  return { leads: true, leading: Promise.resolve(), post: () => undefined, onMessage: () => undefined, [Symbol.dispose]: () => undefined };
}

/** Tabs of one browser profile: the holder of a Web Lock leads, and the lock passes on when its tab dies. */
export async function browserTabs(name: string): Promise<Tabs> {
  if (typeof navigator === 'undefined' || !navigator.locks || typeof BroadcastChannel === 'undefined') return singleTab();
  const channel = new BroadcastChannel(name);
  let leads = false;
  let letGo: () => void = () => undefined;
  const held = new Promise<void>(resolve => (letGo = resolve));
  let won: () => void = () => undefined;
  const leading = new Promise<void>(resolve => (won = resolve));
  const hold = async (): Promise<void> => {
    leads = true;
    won();
    await held;
  };
  const firstAnswer = new Promise<void>(resolve => {
    void navigator.locks.request(name, { ifAvailable: true }, async lock => {
      if (!lock) {
        resolve();
        void navigator.locks.request(name, hold);
        return;
      }
      leads = true;
      resolve();
      await hold();
    });
  });
  await firstAnswer;
  return {
    get leads() {
      return leads;
    },
    leading,
    post: message => channel.postMessage(message),
    onMessage: listener => channel.addEventListener('message', event => listener(event.data as TabMessage)),
    [Symbol.dispose]: () => {
      letGo();
      channel.close();
    },
  };
}
