/** Runs a query as the merchant. @throws with the messages of errors and user errors. */
export async function graphql(query, variables = {}) {
  const { data, errors } = await control('graphql', { query, variables });
  if (errors) throw new Error(errors.map(error => error.message).join('; '));
  const refused = Object.values(data).flatMap(each =>
    Object.entries(each ?? {}).flatMap(([key, value]) => (/userErrors$/i.test(key) ? value : [])),
  );
  if (refused.length > 0) throw new Error([...new Set(refused.map(each => each.message))].join('; '));
  return data;
}

/** Calls a control route: GET, or POST with a body. */
export async function control(path, body) {
  const answer = await fetch(
    `/_sim/${path}`,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status}`);
  return answer.json();
}

/** A search for rows with all these words; null without words. */
export function searchFor(words) {
  const parts = words.trim().split(/\s+/).filter(Boolean);
  return parts.length === 0 ? null : parts.map(each => `"${each.replace(/["\\]/g, '')}"`).join(' ');
}

export function money({ amount, currencyCode }) {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency: currencyCode }).format(
    Number(amount),
  );
}

export function when(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
