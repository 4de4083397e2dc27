import { z } from '../zod.ts';

/** A coordinate of a point on P-256: 32 bytes in base64url. */
const coordinateSchema = z.string().check(z.maxLength(43), z.regex(/^[A-Za-z0-9_-]{43}$/));

/** The public part of a till's key, as a JSON Web Key. */
export const publicKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinateSchema,
  y: coordinateSchema,
});

const staffNameSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));
const pinSchema = z.string().check(z.maxLength(12), z.regex(/^\d{4,12}$/, 'a PIN has 4 to 12 digits'));

/**
 * POST /api/session: a member of staff signs in at a till. `locationId` is needed when a till moves. A till with a key
 * is enrolled with it by its first sign-in; with another key, the answer is `till-taken`.
 */
export const sessionRequestSchema = z.object({
  shop: z
    .string()
    .check(
      z.trim(),
      z.toLowerCase(),
      z.maxLength(100),
      z.regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'a shop is named x.myshopify.com'),
    ),
  staff: staffNameSchema,
  pin: pinSchema,
  till: z.object({
    id: z.string().check(z.minLength(8), z.maxLength(64), z.regex(/^[A-Za-z0-9-]+$/)),
    name: z.optional(z.string().check(z.maxLength(100))),
    /** Absent: the till's page has no cryptography, or it is no till. */
    key: z.optional(publicKeySchema),
  }),
  locationId: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  /**
   * Somebody who may register tills, where `staff` may not do so alone. Needed at a browser that is no till of the shop
   * yet: without it, the answer is `forbidden` with why `till-unapproved`.
   */
  approval: z.optional(z.object({ staff: staffNameSchema, pin: pinSchema })),
});

/** A language by its BCP 47 tag: "de", "pt-BR". */
export const languageSchema = z
  .string()
  .check(
    z.maxLength(35),
    z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language is a BCP 47 tag, like de or pt-BR'),
  );

/** When an open till asks for a PIN again, and when it needs the server. */
const lockRulesSchema = z.object({
  /** Minutes without a key or a touch; 0: never. */
  idleMinutes: z.int().check(z.minimum(0), z.maximum(1_440)),
  /** Days without an answer from the server, after which the sign-in ends. */
  offlineDays: z.int().check(z.minimum(1), z.maximum(365)),
});

export type LockRules = z.infer<typeof lockRulesSchema>;

export const defaultLock: LockRules = { idleMinutes: 5, offlineDays: 7 };

/** Who is signed in, and where. `token` is sent as `Authorization: Bearer` until `expiresAt`. */
export const sessionResponseSchema = z.object({
  token: z.string().check(z.minLength(1)),
  expiresAt: z.iso.datetime(),
  shop: z.object({ domain: z.string(), name: z.string(), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) }),
  staff: z.object({
    id: z.string(),
    name: z.string(),
    /** A mark of the PIN that was typed and of the role: others have another mark. It does not reveal the PIN. */
    mark: z.optional(z.string().check(z.maxLength(64))),
    /** What they may do: see `roles` of the schema. If the server names none, there are no roles, and they may do all. */
    role: z.optional(z.string().check(z.maxLength(40))),
  }),
  till: z.object({
    id: z.string(),
    name: z.string(),
    /**
     * The prefix of this till's receipt numbers, and of no other till's of the shop. Absent for a till that does not
     * sell.
     */
    receiptPrefix: z.optional(z.string().check(z.regex(/^[A-Z0-9]{1,8}$/))),
    /** The highest receipt number of this till that the server has: a till that lost its own continues from it. */
    lastReceipt: z.optional(z.string()),
  }),
  location: z.object({ id: z.string(), name: z.string() }),
  /** When a till locks itself. If the server does not send it, `defaultLock` applies. */
  lock: z.optional(lockRulesSchema),
  /** The shop's language: for receipts, and for tills that chose no other. Absent if the server names none. */
  language: z.optional(languageSchema),
});

/**
 * POST /api/session/key: a till that was signed in before it had a key is enrolled with one. Answered `{keyId}`; with
 * another key than the till has, the answer is `till-taken`.
 */
export const enrolRequestSchema = z.object({ key: publicKeySchema });

export const enrolResponseSchema = z.object({ keyId: z.string().check(z.maxLength(43)) });

export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type EnrolResponse = z.infer<typeof enrolResponseSchema>;
export type SessionRequest = z.infer<typeof sessionRequestSchema>;
export type SessionResponse = z.infer<typeof sessionResponseSchema>;
