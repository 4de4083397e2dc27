import { maxPushBytes } from '@tidemark/protocol';

/** What the server bounds, in one place: how much may come, be asked for, or lie waiting. */

/** Rows of a push, rows of a page, ids of a repair and hits of a search: tills keep to them, so the messages say them. */
/** The only body that is read from whoever sends it: a shop, a name, a PIN and a till. */
export const sessionBody = 16 * 1024;

/** A push carries a day's sales of a till that was offline. */
export const pushBody = maxPushBytes;

/** Everything else that a signed-in till sends; the longest is a repair's list of ids. */
export const tillBody = 256 * 1024;

/** Bodies in memory, from their first byte until they are answered: of one till two pushes, on two tabs perhaps. */
export const mostOfTills = { ofOne: 2 * maxPushBytes, ofAll: 96 * 1024 * 1024 };

/** As many of those who sign in, of whom nobody knows who they are. */
export const mostOfStrangers = { ofOne: 32 * 1024 * 1024, ofAll: 32 * 1024 * 1024 };

/** Of webhooks: beyond, a webhook is hashed, and what it tells of is looked for. */
export const mostOfWebhooks = { ofOne: 96 * 1024 * 1024, ofAll: 96 * 1024 * 1024 };

/**
 * A product of 2,048 variants with its pictures, or an order of some hundred lines, is a webhook of several megabytes. This is four
 * times the largest that was seen; of a larger one the signature is checked, and what changed is looked for.
 */
export const mostKeptOfWebhook = 24 * 1024 * 1024;

/** Only to have an end. What is refused is sent eight times, and then ends the subscription. */
export const webhookBody = 256 * 1024 * 1024;

/** Searches of one till under way: a person waits for one, on two tabs perhaps. */
export const mostSearches = 2;

/** Codes that a till does not know, and asks for, in a minute: a person scans one a second at most. */
export const mostLookups = 60;

/** More locations than any shop has (Shopify's own bound is 1,000). */
export const mostLocations = 1000;

/** More changes than this at once are not streamed: the till is told to pull. */
export const mostStreamed = 500;

/** Nor are more bytes; one change alone is, however large its document. */
export const mostStreamedBytes = 1024 * 1024;

/** A till that lets more bytes of its stream lie than these when more comes is let go: it comes back and pulls. */
export const mostUnsentBytes = 1024 * 1024;

/** Of all tills' streams together. Beyond, those that let anything lie are let go when more comes. */
export const mostUnsentOfAll = 128 * 1024 * 1024;

/** Of a till's tabs one has a stream; elements in frames of other sites may have their own. */
export const mostStreamsOfTill = 16;

/** More tills than this are for more than one machine. */
export const mostStreams = 5_000;
