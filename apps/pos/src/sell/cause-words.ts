import { clockTime } from '@tidemark/elements/look/time';
import { msg, str } from '@tidemark/elements/language';
import { saleStops, type SaleStop } from '@tidemark/schema';
import type { ScanResult } from '@tidemark/till';
import { reasonWords } from '../words/reason-words.ts';
import { silenceWords } from '../words/silence-words.ts';

/** What a cashier reads about a code that is not found. */
export interface CauseWords {
  readonly cause: string;
  readonly title: string;
  readonly text: string;
  /** Asking again may help. */
  readonly canAskAgain: boolean;
}

/** Why a code is not found, in a cashier's words: what it is, and what to do. */
export function causeWords(
  code: string,
  result: Extract<ScanResult, { kind: 'not-found' | 'offline' | 'refused' | 'label' }>,
  timeZone?: string,
): CauseWords {
  const notHere = msg(str`No product with ${code} on this till`);
  if (result.kind === 'label') {
    const names = [...new Set(result.sellables.map(({ product }) => product.title))].reduce((all, each) =>
      msg(str`${all} or ${each}`),
    );
    return {
      cause: 'label',
      title: msg(str`${code} looks like a scale’s label for ${names}`),
      text: msg(
        'It holds a price or a weight, which this till cannot read, so nothing was added. Choose the product by its name, and check the price.',
      ),
      canAskAgain: false,
    };
  }
  if (result.kind === 'refused')
    return {
      cause: 'refused',
      title: notHere,
      text: msg(str`The shop was asked and gave no answer: ${reasonWords(result.reason)}`),
      canAskAgain: true,
    };
  if (result.kind === 'offline') {
    const age =
      result.knowledgeFrom === undefined
        ? msg('It has never been checked.')
        : msg(str`What this till knows was last checked ${clockTime(result.knowledgeFrom, timeZone)}.`);
    return {
      cause: result.silence === 'unreachable' ? 'offline' : result.silence,
      title: notHere,
      text: `${silenceWords()[result.silence]} ${age}`,
      canAskAgain: true,
    };
  }
  const name = result.titles[0] ?? msg('The product');
  const texts: Record<typeof result.cause, string> = {
    'not-in-shopify': msg('Shopify knows no product with this barcode or SKU.'),
    draft: msg(str`${name} is a draft in Shopify. It can be sold once it is active.`),
    archived: msg(str`${name} is archived in Shopify. It can be sold once it is active again.`),
    unlisted: msg(
      str`${name} is unlisted in Shopify: it has a page for those who know it, and is in no channel’s list. It can be sold once it is active.`,
    ),
    'gift-card': msg(str`${name} is a gift card. This till cannot issue one; sell it in Shopify.`),
    bundle: msg(str`${name} is a bundle. Scan the products that it is made of.`),
    'selling-plan': msg(str`${name} is sold by subscription only, which needs Shopify’s checkout.`),
    unreadable: result.reason
      ? msg(
          str`${name} is in Shopify, and something about it cannot be read: ${result.reason}. Correct it in Shopify.`,
        )
      : msg(str`${name} is in Shopify, and something about it cannot be read. Correct it in Shopify.`),
    'not-published': msg(str`${name} is not published to this sales channel in Shopify.`),
    'not-at-location': msg(str`${name} is not stocked at this location.`),
    ambiguous: msg(
      str`Several products share this code: ${result.titles.join(', ')}. Give each a code of its own in Shopify.`,
    ),
    deleted: result.deletedAt
      ? msg(
          str`The product with this code was deleted in Shopify (${clockTime(Date.parse(result.deletedAt), timeZone)}).`,
        )
      : msg('The product with this code was deleted in Shopify.'),
    'shopify-unreachable': msg(
      'It is not in the shop’s mirror, and Shopify cannot be reached to ask. Try again in a moment.',
    ),
    'in-mirror': msg(str`${name} could not be brought to this till. Sync new data and try again.`),
    'was-missing-in-mirror': msg(
      str`${name} could not be brought to this till. Sync new data and try again.`,
    ),
  };
  return {
    cause: result.cause,
    title: isStop(result.cause) ? msg(str`${name} is not in the cart`) : msg(str`No product with ${code}`),
    text: texts[result.cause],
    canAskAgain: result.cause === 'shopify-unreachable',
  };
}

/** Whether it is there, and something stops its sale. */
function isStop(cause: string): cause is SaleStop {
  return (saleStops as readonly string[]).includes(cause);
}
