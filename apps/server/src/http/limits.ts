import { maxPushBytes } from '@tidemark/protocol';

/** All limits of the server in one place: how much may be sent, requested, or left waiting. */

/**
 * Rows of a push, rows of a page, ids of a repair and hits of a search: tills keep to these limits, so the messages
 * name them.
 */
/** The only body that is read from any sender: a shop, a name, a PIN and a till. */
export const sessionBody = 16 * 1024;

/** A push can have a day's sales of a till that was offline. */
export const pushBody = maxPushBytes;

/** Any other body of a signed-in till; the longest is a repair's list of ids. */
export const tillBody = 256 * 1024;

/** Bodies in memory, from their first byte until they are answered: two pushes of one till, perhaps on two tabs. */
export const mostOfTills = { ofOne: 2 * maxPushBytes, ofAll: 96 * 1024 * 1024 };

/**
 * The same for pushes that only a signature vouches for. A stranger who knows the id of a till's key can begin one, and
 * takes no room from tills that are signed in.
 */
export const mostOfSigners = { ofOne: 2 * maxPushBytes, ofAll: 32 * 1024 * 1024 };

/** The same for sign-ins, whose senders are unknown. */
export const mostOfStrangers = { ofOne: 32 * 1024 * 1024, ofAll: 32 * 1024 * 1024 };

/** The same for webhooks: beyond this, a webhook is only hashed, and a catch-up looks for what changed. */
export const mostOfWebhooks = { ofOne: 96 * 1024 * 1024, ofAll: 96 * 1024 * 1024 };

/**
 * A product of 2,048 variants with its pictures, or an order of some hundred lines, is a webhook of several megabytes.
 * This is four times the largest that was seen; of a larger one only the signature is checked, and a catch-up looks for
 * what changed.
 */
export const mostKeptOfWebhook = 24 * 1024 * 1024;

/** Only a last limit. A refused webhook is sent eight times, and then ends the subscription. */
export const webhookBody = 256 * 1024 * 1024;

/** Searches of one till under way: a person waits for one, perhaps on two tabs. */
export const mostSearches = 2;

/** Unknown codes that a till may ask for in a minute: a person scans at most one a second. */
export const mostLookups = 60;

/** More locations than any shop has (Shopify's own bound is 1,000). */
export const mostLocations = 1000;

/** More changes than this at once are not streamed: the till is told to pull. */
export const mostStreamed = 500;

/** Nor are more bytes at once; but a single change is, however large its document. */
export const mostStreamedBytes = 1024 * 1024;

/** A stream with more unsent bytes than this is ended when there is more to send: its till comes back and pulls. */
export const mostUnsentBytes = 1024 * 1024;

/**
 * The same for all streams together. Beyond this, each stream with unsent bytes is ended when there is more to send.
 */
export const mostUnsentOfAll = 128 * 1024 * 1024;

/** One of a till's tabs has a stream; elements in frames of other sites may have their own. */
export const mostStreamsOfTill = 16;

/** More tills than this need more than one machine. */
export const mostStreams = 5_000;
