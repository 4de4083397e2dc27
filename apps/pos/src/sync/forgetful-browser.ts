import { msg } from '@tidemark/elements/language';
/** What a browser says of itself that matters for how long it keeps a site's data. */
export interface BrowserWords {
  /** `navigator.vendor`. */
  readonly vendor: string;
  /** Whether the page runs as an app: from the home screen, or the Dock. */
  readonly isInstalled: boolean;
}

/**
 * Whether this browser deletes what a site keeps after seven days of use without a visit, unless the site is installed.
 * WebKit does: Safari, and every browser on an iPad or iPhone.
 */
export function forgetsInAWeek({ vendor, isInstalled }: BrowserWords): boolean {
  return vendor.startsWith('Apple') && !isInstalled;
}

/** {@link forgetsInAWeek} of this browser. */
export function forgetsHere(): boolean {
  if (typeof navigator === 'undefined') return false;
  const isApp = (navigator as { standalone?: boolean }).standalone === true;
  const isStandalone = globalThis.matchMedia?.('(display-mode: standalone), (display-mode: fullscreen)');
  return forgetsInAWeek({ vendor: navigator.vendor, isInstalled: isApp || isStandalone?.matches === true });
}

/** For a cashier, on every page. */
export const forgetfulWords = (): string =>
  msg(
    'This browser deletes the till after seven days without a visit. Keep it: Share > Add to Home Screen, and sell from there.',
  );
