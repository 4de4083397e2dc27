import { z } from '../zod.ts';

/** No till remembers more people. */
const mostPeople = 50;

const staffIdSchema = z.string().check(z.minLength(1), z.maxLength(100));

/**
 * POST /api/session/people: which of the people who signed in at this till may not open it any more, because they do not
 * work here, or have another PIN. `mark` is the one that their session named.
 */
export const peopleRequestSchema = z.object({
  people: z
    .array(z.object({ id: staffIdSchema, mark: z.optional(z.string().check(z.maxLength(64))) }))
    .check(z.maxLength(mostPeople)),
});

export const peopleResponseSchema = z.object({
  gone: z.array(staffIdSchema).check(z.maxLength(mostPeople)),
});

export type PeopleRequest = z.infer<typeof peopleRequestSchema>;
export type PeopleResponse = z.infer<typeof peopleResponseSchema>;
