/** What a model in Promela says of itself, and what SPIN's verifier says of it. */

/** One run of a model: which names are defined in it, and what must come out. */
export interface Claim {
  readonly defined: readonly string[];
  /** The property that must fail with these names; undefined where all must hold. */
  readonly fails: string | undefined;
}

export interface Model {
  readonly claims: readonly Claim[];
  /** The names of its properties (`ltl name { … }`). */
  readonly properties: readonly string[];
}

/**
 * Reads the claims in a model's first comment: ` * holds NAME …`, and ` * fails NAME … (property): why`.
 * @throws for a model without properties or without a claim that they hold, for a claim that names an unknown property,
 * and for a name that the model asks for and no claim defines, or the other way round.
 */
export function modelIn(text: string): Model {
  const comment = text.slice(0, text.indexOf('*/'));
  const properties = [...text.matchAll(/^ltl (\w+) \{/gm)].map(([, name = '']) => name);
  const claims = [
    ...comment.matchAll(
      /^ \* (?:holds(?<held>(?: [A-Z_]+)*)|fails(?<broken>(?: [A-Z_]+)+) \((?<property>\w+)\): .+)$/gm,
    ),
  ].map(({ groups = {} }) => ({
    defined: (groups['held'] ?? groups['broken'] ?? '').split(' ').filter(Boolean),
    fails: groups['property'],
  }));
  if (properties.length === 0) throw new Error('the model has no property');
  if (!claims.some(each => each.fails === undefined)) throw new Error('the model does not say that it holds');
  for (const { fails } of claims)
    if (fails !== undefined && !properties.includes(fails)) throw new Error(`there is no property ${fails}`);
  const asked = new Set([...text.matchAll(/^#ifn?def (\w+)/gm)].map(([, name = '']) => name));
  const defined = new Set(claims.flatMap(each => each.defined));
  for (const name of asked) if (!defined.has(name)) throw new Error(`no claim defines ${name}`);
  for (const name of defined) if (!asked.has(name)) throw new Error(`the model does not ask for ${name}`);
  return { claims, properties };
}

export type Verdict = 'holds' | 'fails' | 'unknown';

/** What the verifier found out. It is unknown where the search ended before it was exhaustive. */
export function verdictIn(output: string): { readonly verdict: Verdict; readonly states: number } {
  const errors = /errors: (\d+)/.exec(output)?.[1];
  const states = Number(/([\d.e+]+) states, stored/.exec(output)?.[1] ?? 0);
  if (errors === undefined) return { verdict: 'unknown', states };
  if (Number(errors) > 0) return { verdict: 'fails', states };
  const isCut = /max search depth too small|out of memory|Search not completed/.test(output);
  return { verdict: isCut ? 'unknown' : 'holds', states };
}
