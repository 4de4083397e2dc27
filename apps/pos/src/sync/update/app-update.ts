import { msg, str } from '@tidemark/elements/language';

declare const __TIDEMARK_BUILD__: string;

/** The build of the program that is running. */
export const runningBuild: string = typeof __TIDEMARK_BUILD__ === 'undefined' ? 'dev' : __TIDEMARK_BUILD__;

/**
 * How a newer program comes into this page: by its service worker; by a reload, where there is none (http, a private
 * window); or by a reload of another owner's page that loads the module.
 */
export type UpdateWay = 'worker' | 'reload' | 'host';

export type UpdateResult =
  | { readonly kind: 'current'; readonly build: string }
  /** There is a newer one, but this is no moment for a reload. */
  | { readonly kind: 'waiting'; readonly build: string }
  | { readonly kind: 'applying'; readonly build: string }
  /** There is a newer one, and only the surrounding page can bring it. */
  | { readonly kind: 'host'; readonly build: string }
  | { readonly kind: 'unreachable' };

/** A server that takes longer to say its version is treated as none. */
const answerMs = 10_000;

/** Lets the till open without a network from its second visit on. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const { Workbox } = await import('workbox-window');
    await new Workbox('/sw.js').register();
  } catch (error) {
    // A browser may have the interface and refuse it: a private window, or a frame of another site.
    if (!(error instanceof Error)) throw error;
  }
}

/** The update way of a till of that server in this page. */
export async function updateWay(server: string): Promise<UpdateWay> {
  if (new URL(server, location.href).origin !== location.origin) return 'host';
  return (await workerRegistration()) ? 'worker' : 'reload';
}

/**
 * The newest build that the server has; undefined where it cannot be asked. The answer is small, and bypasses every
 * cache.
 */
export async function newestBuild(server: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/version.json', new URL(server, location.href)), {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(answerMs),
    });
    const { build } = (await response.json()) as { build?: unknown };
    return typeof build === 'string' && build.length <= 100 ? build : undefined;
  } catch (error) {
    // Without a network, or without such a file, no newer build is known.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Looks for a newer program; `mayApply` says whether a reload is allowed now. Data is not touched. */
export async function getLatestUpdate(server: string, mayApply: boolean): Promise<UpdateResult> {
  const build = await newestBuild(server);
  if (build === undefined) return { kind: 'unreachable' };
  if (build === runningBuild) return { kind: 'current', build };
  const way = await updateWay(server);
  if (way === 'host') return { kind: 'host', build };
  const worker = way === 'worker' ? await installedWorker() : undefined;
  if (worker === 'unreachable') return { kind: 'unreachable' };
  if (!mayApply) return { kind: 'waiting', build };
  if (worker) await activated(worker);
  location.reload();
  return { kind: 'applying', build };
}

/** What a cashier is told of the result. */
export function updateWords(result: UpdateResult, running = runningBuild): string {
  switch (result.kind) {
    case 'current':
      return msg(str`This is the newest version (${running}).`);
    case 'waiting':
      return msg(
        str`Version ${result.build} is ready (now: ${running}). Finish or clear the cart first, then press again.`,
      );
    case 'applying':
      return msg(str`Changing from ${running} to ${result.build} …`);
    case 'host':
      return msg(
        str`Version ${result.build} is there (now: ${running}). Reload the page that this till is in to get it; nothing is lost.`,
      );
    case 'unreachable':
      return msg(str`No newer version could be looked for: the server does not answer. Now: ${running}.`);
  }
}

async function workerRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration('/') : undefined;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The newer worker that waits; undefined where it is active already, and a reload is enough. */
async function installedWorker(): Promise<ServiceWorker | undefined | 'unreachable'> {
  try {
    const registration = await workerRegistration();
    await registration?.update();
    const installing = registration?.installing;
    if (installing) await reached(installing, 'installed');
    if (installing?.state === 'redundant') return 'unreachable';
    return registration?.waiting ?? undefined;
  } catch (error) {
    if (error instanceof Error) return 'unreachable';
    throw error;
  }
}

/**
 * Activates a waiting worker. A page that was loaded past its worker (Ctrl+F5) is not told that another one took over.
 */
async function activated(worker: ServiceWorker): Promise<void> {
  worker.postMessage({ type: 'SKIP_WAITING' });
  await reached(worker, 'activated');
}

/** Resolves when the worker has reached this state, or a later one, or was given up. */
function reached(worker: ServiceWorker, state: 'installed' | 'activated'): Promise<void> {
  const order = ['parsed', 'installing', 'installed', 'activating', 'activated', 'redundant'];
  return new Promise(resolve => {
    const look = (): void => {
      if (order.indexOf(worker.state) >= order.indexOf(state)) resolve();
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
