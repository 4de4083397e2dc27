import { z } from '../zod.ts';
import { countSchema, instantSchema } from './common.ts';

/** No shop has more notices of moved tills at once. */
const mostMoves = 100;

const moveIdSchema = z.int().check(z.minimum(1));

const placeSchema = z.object({
  id: z.string(),
  /** Null: the mirror does not know the location any more. */
  name: z.nullable(z.string()),
});

/** Tills that signed in at another location within a week, and that no manager has seen yet: the newest first. */
export const movedSchema = z
  .array(
    z.object({
      id: moveIdSchema,
      /** The till's name. */
      till: z.string(),
      from: placeSchema,
      to: placeSchema,
      at: instantSchema,
    }),
  )
  .check(z.maxLength(mostMoves));

/** POST /api/status/moved: a manager has seen that these tills moved. `left` counts the notices that are left. */
export const movedRequestSchema = z.object({
  ids: z.array(moveIdSchema).check(z.minLength(1), z.maxLength(mostMoves)),
});

export const movedResponseSchema = z.object({ left: countSchema });

export type MovedTills = z.infer<typeof movedSchema>;
export type MovedRequest = z.infer<typeof movedRequestSchema>;
export type MovedResponse = z.infer<typeof movedResponseSchema>;
