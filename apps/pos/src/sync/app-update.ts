import { Workbox } from 'workbox-window';

declare const __TIDEMARK_BUILD__: string;

/** The build of the program that runs now. */
export const runningBuild: string = typeof __TIDEMARK_BUILD__ === 'undefined' ? 'dev' : __TIDEMARK_BUILD__;

export type UpdateResult =
  | { readonly kind: 'current' }
  | { readonly kind: 'waiting'; readonly build: string }
  | { readonly kind: 'applying'; readonly build: string }
  | { readonly kind: 'unavailable' };

let workbox: Workbox | undefined;

/** Lets the till open without a network from its second visit on. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  workbox = new Workbox('/sw.js');
  await workbox.register();
}

/** Looks for new program code; `mayApply` says whether this is a moment for a reload. Data is not touched. */
export async function getLatestUpdate(mayApply: boolean): Promise<UpdateResult> {
  const registration =
    'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration('/') : undefined;
  const build = await latestBuild();
  if (!registration || build === undefined) return { kind: 'unavailable' };
  if (build === runningBuild) return { kind: 'current' };
  await registration.update();
  const worker = registration.installing ?? registration.waiting;
  if (worker) await untilInstalled(worker);
  if (!mayApply) return { kind: 'waiting', build };
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  if (registration.waiting) registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  else location.reload();
  return { kind: 'applying', build };
}

async function latestBuild(): Promise<string | undefined> {
  try {
    const response = await fetch('/version.json', { cache: 'no-store' });
    return ((await response.json()) as { build?: string }).build;
  } catch (error) {
    // No network, or no such file: nothing is known of a newer build.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function untilInstalled(worker: ServiceWorker): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (worker.state !== 'installing') resolve();
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
