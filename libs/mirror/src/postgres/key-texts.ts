/**
 * What indexes find documents by, in PostgreSQL. `body_text` returns a text within a JSON, or null: see
 * `postgres/tables.ts`.
 */
export const postgresKeys = {
  createdAt: bodyText('createdAt'),
  receipt: bodyText('receiptNumber'),
  person: `coalesce(${bodyText('details,customerId')}, ${bodyText('customerId,value')},
    case collection when 'carts' then null else ${bodyText('customerId')} end)`,
  outcome: `coalesce(${bodyText('submission,orderId')}, ${bodyText('submission,customerId')},
    ${bodyText('submission,takenBy')})`,
  forkPerson: bodyText('details,customerId'),
} as const;

function bodyText(path: string): string {
  return `body_text(body, '{${path}}')`;
}
