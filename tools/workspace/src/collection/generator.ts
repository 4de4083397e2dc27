import type { Tree } from '@nx/devkit';
import { insert } from './insert.ts';
import { namesOf } from './names.ts';
import { documentSource, insertionsOf, leftToDo } from './places.ts';

/** `nx g tidemark:collection giftCards`: adds a mirrored collection in its places, then prints what is left to do. */
export function collectionGenerator(tree: Tree, { name }: { readonly name: string }): () => void {
  const names = namesOf(name);
  const document = `libs/schema/src/documents/${names.file}.ts`;
  if (tree.exists(document)) throw new Error(`${document} is there already: ${name} cannot be added.`);
  tree.write(document, documentSource(names));
  for (const insertion of insertionsOf(names))
    tree.write(insertion.file, insert(tree.read(insertion.file, 'utf8') ?? '', insertion));
  return () => {
    console.log(
      `\nLeft to do for ${name}:\n${leftToDo(names)
        .map((each, n) => `${n + 1}. ${each}`)
        .join('\n')}\n`,
    );
  };
}

// Nx needs a default export.
export default collectionGenerator;
