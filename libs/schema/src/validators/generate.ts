/**
 * Writes the validators of all collections as plain code, from the JSON schemas. Compiled ahead because a page with a
 * strict content security policy may not compile at run time. `npm run generate -w @tidemark/schema`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { validatorsSource } from './validators-source.ts';

const folder = new URL('../generated/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('validators.js', folder), validatorsSource());
