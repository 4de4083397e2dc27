/**
 * Shares one answer among equal calls made while it is computed: a scrape reads all of its figures at the same moment.
 */
export function oneAnswer<K, A>(ask: (of: K) => Promise<A>): (of: K) => Promise<A> {
  const asked = new Map<K, Promise<A>>();
  return of => {
    const known = asked.get(of);
    if (known) return known;
    const answer = ask(of).finally(() => asked.delete(of));
    asked.set(of, answer);
    return answer;
  };
}
