import { expect, test } from 'vitest';
import { z } from './zod.ts';
import { canonicalJson, documentJsonSchemas, recordJsonSchemas } from '@tidemark/schema';
import { formatHash, hashText } from './hash.ts';
import { errorStatus, errorBodySchema } from './errors.ts';
import { approvalRequestSchema, approvalResponseSchema } from './messages/approval.ts';
import { auditResponseSchema } from './messages/audit.ts';
import { wireDocumentSchema, wireDocumentsSchema } from './messages/common.ts';
import { decisionRequestSchema, decisionResponseSchema } from './messages/decision.ts';
import {
  bucketResponseSchema,
  digestRequestSchema,
  digestResponseSchema,
  repairRequestSchema,
  repairResponseSchema,
} from './messages/digest.ts';
import { findRequestSchema, findResponseSchema } from './messages/find.ts';
import { headsResponseSchema } from './messages/heads.ts';
import { lookupRequestSchema, lookupResponseSchema } from './messages/lookup.ts';
import { recordEventSchema } from './messages/record-event.ts';
import {
  recordHeadsSchema,
  recordPullRequestSchema,
  recordPullResponseSchema,
} from './messages/record-pull.ts';
import { movedRequestSchema, movedResponseSchema } from './messages/moved.ts';
import { peopleRequestSchema, peopleResponseSchema } from './messages/people.ts';
import { pullRequestSchema, pullResponseSchema } from './messages/pull.ts';
import { pushRequestSchema, pushResponseSchema } from './messages/push.ts';
import {
  enrolRequestSchema,
  enrolResponseSchema,
  sessionRequestSchema,
  sessionResponseSchema,
} from './messages/session.ts';
import { statusResponseSchema } from './messages/status.ts';
import { streamEventSchema } from './messages/stream.ts';
import { syncRequestSchema, syncResponseSchema } from './messages/sync.ts';
import { protocolVersion, writingVersions } from './version.ts';

/** The hash of all wire shapes, per version. A new shape needs a new version, and a new line here. */
const knownShapes: Readonly<Record<number, string>> = {
  1: 'd473fe86d22d2fa1',
  2: 'b2581ebe5c8b3313',
  3: '76a4e5c6ab557ef2',
  4: 'e414ffe3fda982e1',
  5: 'f3dc301df7b59f7c',
  6: 'a63eebaa1f274230',
  7: '6aca412b14ea597c',
  8: 'f21c727c215cf8ea',
  9: 'a7eb98b21c31bde6',
  10: '96d7a826c85f061a',
  11: '5f684b75f8a2f574',
  12: '26d0bc0839250773',
  13: 'f2d3e94f834bb40e',
};

test('[P8] a change of wire shape has a new protocol version', () => {
  const messages = [
    approvalRequestSchema,
    approvalResponseSchema,
    auditResponseSchema,
    bucketResponseSchema,
    decisionRequestSchema,
    decisionResponseSchema,
    digestRequestSchema,
    digestResponseSchema,
    enrolRequestSchema,
    enrolResponseSchema,
    errorBodySchema,
    findRequestSchema,
    findResponseSchema,
    headsResponseSchema,
    lookupRequestSchema,
    lookupResponseSchema,
    recordEventSchema,
    recordHeadsSchema,
    recordPullRequestSchema,
    recordPullResponseSchema,
    movedRequestSchema,
    movedResponseSchema,
    peopleRequestSchema,
    peopleResponseSchema,
    pullRequestSchema,
    pullResponseSchema,
    pushRequestSchema,
    pushResponseSchema,
    repairRequestSchema,
    repairResponseSchema,
    sessionRequestSchema,
    sessionResponseSchema,
    statusResponseSchema,
    streamEventSchema,
    syncRequestSchema,
    syncResponseSchema,
  ];
  const shapes = messages.map(schema =>
    z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      // A function does not reveal its shape. [P14] tests that it accepts the same.
      override: ({ zodSchema, jsonSchema }) => {
        if ((zodSchema as unknown) !== wireDocumentsSchema) return;
        const { $schema: _, ...shape } = z.toJSONSchema(z.array(wireDocumentSchema), { io: 'input' });
        Object.assign(jsonSchema, shape);
      },
    }),
  );
  const shape = formatHash(
    hashText(canonicalJson([shapes, errorStatus, documentJsonSchemas, recordJsonSchemas])),
  );

  expect(knownShapes[protocolVersion]).toBe(shape);
});

test('[P16] what a till wrote is taken in its own version and in this one', () => {
  expect(writingVersions).toEqual([9, 10, 11, 12, protocolVersion]);
});
