/** The paths of all keys; the elements of a list share their paths. */
export function keyPaths(value: unknown, at = ''): Set<string> {
  const found = new Set<string>();
  if (Array.isArray(value)) {
    for (const each of value) for (const path of keyPaths(each, `${at}[]`)) found.add(path);
    return found;
  }
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const path = at ? `${at}.${key}` : key;
    found.add(path);
    for (const deeper of keyPaths(inner, path)) found.add(deeper);
  }
  return found;
}

/** The keys that ours lacks and those it has in excess. Nothing is compared below a null or an empty list. */
export function compareKeys(
  sample: unknown,
  ours: unknown,
): { readonly missing: string[]; readonly extra: string[]; readonly shared: number } {
  const [theirKeys, ourKeys] = [keyPaths(sample), keyPaths(ours)];
  const hasParent = (path: string, keys: ReadonlySet<string>): boolean => {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    return parent === '' || [...keys].some(each => each.startsWith(`${parent}.`));
  };
  const missing = [...theirKeys].filter(each => !ourKeys.has(each) && hasParent(each, ourKeys));
  const extra = [...ourKeys].filter(each => !theirKeys.has(each) && hasParent(each, theirKeys));
  return { missing, extra, shared: [...theirKeys].filter(each => ourKeys.has(each)).length };
}
