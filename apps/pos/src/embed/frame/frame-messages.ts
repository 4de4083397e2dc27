import { themeFrom, type Theme } from './theme.ts';

/**
 * The messages between an element and its frame, over a port of their own; anything else is ignored. A frame tells
 * facts that another owner's page may know: never a token, a customer, a sale, a price or a count of stock.
 */
export type FrameMessage =
  /** How large the content is, in pixels. */
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  /** A person touched the till in the frame, or typed in it. */
  | { readonly kind: 'used' }
  /** A sync that a cashier asked for has ended. */
  | { readonly kind: 'synced'; readonly outcome: SyncedOutcome; readonly endedAt: number }
  /** A cashier chose a product; the frame does nothing with it before the answer. */
  | ({ readonly kind: 'chosen'; readonly id: string } & ChosenProduct)
  /** The number of pieces in the cart on screen. */
  | { readonly kind: 'cart'; readonly pieces: number };

export type HostMessage =
  | { readonly kind: 'theme'; readonly theme: Theme }
  /** A scanner typed this into the surrounding page, which hands its keys over. */
  | { readonly kind: 'scan'; readonly code: string }
  /** Whether the till handles a chosen product as usual. Each choice is answered once. */
  | { readonly kind: 'answer'; readonly id: string; readonly goOn: boolean };

const syncedOutcomes = ['up-to-date', 'shopify-unreachable', 'importing', 'offline', 'failed'] as const;

export type SyncedOutcome = (typeof syncedOutcomes)[number];

/** What a page may know of a chosen product: its own shop window says as much. */
export interface ChosenProduct {
  /** Shopify's number of the product. */
  readonly productId: string;
  /** Shopify's number of the variant. */
  readonly variantId: string;
  readonly title: string;
}

/** The one message that goes through `window.postMessage`: the frame is there, and asks for a port. */
export const hello = { tidemark: 'hello' } as const;
/** The answer to `hello`, with the port. */
export const welcome = { tidemark: 'port' } as const;

export function isHello(data: unknown): boolean {
  return fieldsOf(data)['tidemark'] === hello.tidemark;
}

export function isWelcome(data: unknown): boolean {
  return fieldsOf(data)['tidemark'] === welcome.tidemark;
}

/** The message in `data`, with its known fields only; undefined where it is none. */
export function readFrameMessage(data: unknown): FrameMessage | undefined {
  const { kind, width, height, outcome, endedAt, id, productId, variantId, title, pieces } = fieldsOf(data);
  switch (kind) {
    case 'size':
      return isPixels(width) && isPixels(height) ? { kind, width, height } : undefined;
    case 'used':
      return { kind };
    case 'synced': {
      const known = syncedOutcomes.find(each => each === outcome);
      return known && Number.isSafeInteger(endedAt)
        ? { kind, outcome: known, endedAt: Number(endedAt) }
        : undefined;
    }
    case 'chosen':
      return isText(id, 64) && isText(productId, 64) && isText(variantId, 64) && isText(title, 1_000)
        ? { kind, id, productId, variantId, title }
        : undefined;
    case 'cart':
      return Number.isSafeInteger(pieces) && Number(pieces) >= 0
        ? { kind, pieces: Number(pieces) }
        : undefined;
    default:
      return undefined;
  }
}

/** The message in `data`, with its known fields only; undefined where it is none. */
export function readHostMessage(data: unknown): HostMessage | undefined {
  const { kind, theme, code, id, goOn } = fieldsOf(data);
  switch (kind) {
    case 'theme': {
      const values = fieldsOf(theme);
      return { kind, theme: themeFrom(name => values[name]) };
    }
    case 'scan':
      return isText(code, 100) && code.trim() !== '' ? { kind, code } : undefined;
    case 'answer':
      return isText(id, 64) && typeof goOn === 'boolean' ? { kind, id, goOn } : undefined;
    default:
      return undefined;
  }
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

function isPixels(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 10_000;
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}
