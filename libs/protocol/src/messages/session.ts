import { z } from '../zod.ts';

/** POST /api/session: a member of staff signs in at a till. `locationId` is needed when a till moves. */
export const sessionRequestSchema = z.object({
  shop: z
    .string()
    .trim()
    .toLowerCase()
    .max(100)
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'a shop is named x.myshopify.com'),
  staff: z.string().trim().min(1).max(100),
  pin: z
    .string()
    .max(12)
    .regex(/^\d{4,12}$/, 'a PIN has 4 to 12 digits'),
  till: z.object({
    id: z
      .string()
      .min(8)
      .max(64)
      .regex(/^[A-Za-z0-9-]+$/),
    name: z.string().max(100).optional(),
  }),
  locationId: z.string().min(1).max(100).optional(),
});

/** A language by its BCP 47 tag: "de", "pt-BR". */
export const languageSchema = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language is a BCP 47 tag, like de or pt-BR');

/** When an open till asks for a PIN again, and when it needs the server. */
const lockRulesSchema = z.object({
  /** Minutes without a key or a touch; 0: never. */
  idleMinutes: z.number().int().min(0).max(1_440),
  /** Days without an answer from the server, after which the sign-in ends. */
  offlineDays: z.number().int().min(1).max(365),
});

export type LockRules = z.infer<typeof lockRulesSchema>;

export const defaultLock: LockRules = { idleMinutes: 5, offlineDays: 7 };

/** Who is signed in, and where. `token` is sent as `Authorization: Bearer` until `expiresAt`. */
export const sessionResponseSchema = z.object({
  token: z.string().min(1),
  expiresAt: z.iso.datetime(),
  shop: z.object({ domain: z.string(), name: z.string(), currency: z.string().regex(/^[A-Z]{3}$/) }),
  staff: z.object({ id: z.string(), name: z.string() }),
  till: z.object({
    id: z.string(),
    name: z.string(),
    /**
     * The prefix of this till's receipt numbers, and of no other till's of the shop. Absent for a till that does not
     * sell.
     */
    receiptPrefix: z
      .string()
      .regex(/^[A-Z0-9]{1,8}$/)
      .optional(),
    /** The highest receipt number of this till that the server has: a till that lost its own continues from it. */
    lastReceipt: z.string().optional(),
  }),
  location: z.object({ id: z.string(), name: z.string() }),
  /** When a till locks itself. If the server does not send it, `defaultLock` applies. */
  lock: lockRulesSchema.optional(),
  /** The shop's language: for receipts, and for tills that chose no other. Absent if the server names none. */
  language: languageSchema.optional(),
});

export type SessionRequest = z.infer<typeof sessionRequestSchema>;
export type SessionResponse = z.infer<typeof sessionResponseSchema>;
