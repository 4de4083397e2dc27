/** One comparison of a search: `field:>='value'`, or a bare word. */
export interface Term {
  readonly field: string | undefined;
  readonly operator: ':' | ':<' | ':>' | ':<=' | ':>=';
  readonly value: string;
  readonly quoted: boolean;
}

export type SearchNode =
  | { readonly kind: 'term'; readonly term: Term }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly part: SearchNode };

const token =
  /\s*(?:(\()|(\))|(-)(?=\S)|(?:(\w+(?:\.[\w$-]+)*)(:(?:<=|>=|<|>)?))?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+)))/y;

/**
 * Parses Shopify's search syntax: blank or `AND`, `OR`, `-` or `NOT`, parentheses, comparators, quotes. It ignores a
 * dangling piece, as Shopify does.
 */
export function parseSearch(query: string): SearchNode {
  const tokens = tokenize(query);
  let place = 0;

  function or(): SearchNode {
    const parts = [and()];
    while (tokens[place] === 'OR') {
      place++;
      parts.push(and());
    }
    return parts.length === 1 ? (parts[0] as SearchNode) : { kind: 'or', parts };
  }

  function and(): SearchNode {
    const parts: SearchNode[] = [];
    while (place < tokens.length && tokens[place] !== 'OR' && tokens[place] !== ')') {
      if (tokens[place] === 'AND') place++;
      else parts.push(unary());
    }
    return { kind: 'and', parts };
  }

  function unary(): SearchNode {
    const next = tokens[place++];
    if (next === 'NOT')
      return { kind: 'not', part: place < tokens.length ? unary() : { kind: 'and', parts: [] } };
    if (next === '(') {
      const inside = or();
      if (tokens[place] === ')') place++;
      return inside;
    }
    return typeof next === 'object' ? { kind: 'term', term: next } : { kind: 'and', parts: [] };
  }

  return or();
}

function tokenize(query: string): (Term | '(' | ')' | 'OR' | 'AND' | 'NOT')[] {
  const found: (Term | '(' | ')' | 'OR' | 'AND' | 'NOT')[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(query); match; match = token.exec(query)) {
    const [, open, close, minus, field, operator, double, single, bare] = match;
    if (open) found.push('(');
    else if (close) found.push(')');
    else if (minus) found.push('NOT');
    else if (!field && (bare === 'OR' || bare === 'AND' || bare === 'NOT')) found.push(bare);
    else {
      const quotedText = double ?? single;
      const value = quotedText === undefined ? (bare ?? '') : quotedText.replace(/\\(.)/g, '$1');
      found.push({
        field,
        operator: (operator ?? ':') as Term['operator'],
        value,
        quoted: quotedText !== undefined,
      });
    }
  }
  return found;
}

/** Every comparison of a search. */
export function termsOf(node: SearchNode): Term[] {
  if (node.kind === 'term') return [node.term];
  return node.kind === 'not' ? termsOf(node.part) : node.parts.flatMap(termsOf);
}

/** The words of a text: runs of letters and digits. */
export function tokensOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** Reads a row's field for a search: as texts, time or id; undefined for an unknown field, which filters nothing. */
export type FieldReader<T> = (row: T, field: string) => FieldValue | undefined;

/** A field's value, as searches compare it. */
export interface FieldValue {
  readonly texts?: readonly string[];
  readonly time?: number;
  readonly id?: string;
}

/** Whether a row matches a search; fields that `read` does not know go into `unknown` and filter nothing. */
export function fits<T>(
  node: SearchNode,
  row: T,
  read: FieldReader<T>,
  words: (row: T) => string,
  unknown: Set<string>,
): boolean {
  switch (node.kind) {
    case 'and':
      return node.parts.every(part => fits(part, row, read, words, unknown));
    case 'or':
      return node.parts.some(part => fits(part, row, read, words, unknown));
    case 'not':
      return !fits(node.part, row, read, words, unknown);
    case 'term':
      return termFits(node.term, row, read, words, unknown);
  }
}

function termFits<T>(
  term: Term,
  row: T,
  read: FieldReader<T>,
  words: (row: T) => string,
  unknown: Set<string>,
): boolean {
  const wanted = term.value.toLowerCase();
  if (term.field === undefined) {
    if (term.quoted || !wanted.endsWith('*')) return words(row).toLowerCase().includes(wanted);
    return tokensOf(words(row)).some(each => each.startsWith(wanted.slice(0, -1)));
  }
  const value = read(row, term.field);
  if (!value) {
    unknown.add(term.field);
    return true;
  }
  if (value.time !== undefined) return timeFits(term, value.time);
  if (value.id !== undefined) return numberFits(term, value.id);
  const texts = (value.texts ?? []).map(text => text.toLowerCase());
  return wanted
    .split(term.quoted ? '\0' : ',')
    .some(each =>
      each === '*'
        ? texts.length > 0
        : each.endsWith('*')
          ? texts.some(text => text.startsWith(each.slice(0, -1)))
          : texts.includes(each),
    );
}

/** Shopify drops the time part of an unquoted date-time; so does this. */
function timeFits(term: Term, time: number): boolean {
  const text = term.quoted ? term.value : term.value.slice(0, 10);
  const wanted = Date.parse(text);
  const own = term.quoted || text.length > 10 ? time : Date.parse(new Date(time).toISOString().slice(0, 10));
  return compare(own - wanted, term.operator);
}

function numberFits(term: Term, id: string): boolean {
  const wanted = term.value.replace(/^.*\//, '');
  if (term.operator === ':') return wanted.split(',').includes(id);
  const difference = BigInt(id) - BigInt(/^\d+$/.test(wanted) ? wanted : 0);
  return compare(difference > 0n ? 1 : difference < 0n ? -1 : 0, term.operator);
}

function compare(difference: number, operator: Term['operator']): boolean {
  switch (operator) {
    case ':':
      return difference === 0;
    case ':<':
      return difference < 0;
    case ':>':
      return difference > 0;
    case ':<=':
      return difference <= 0;
    case ':>=':
      return difference >= 0;
  }
}
