import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Liquid } from 'liquidjs';
import { z } from 'zod';

/** The theme app extension of this repository. */
export const extensionFolder = fileURLToPath(new URL('../../../extensions/tidemark-theme', import.meta.url));

const settingSchema = z.strictObject({
  type: z.enum(['text', 'range', 'checkbox', 'color', 'header']),
  id: z.string().optional(),
  label: z.string().optional(),
  info: z.string().optional(),
  content: z.string().optional(),
  placeholder: z.string().optional(),
  unit: z.string().max(3).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

/** The `{% schema %}` of a block, with the parts that we use. */
const blockSchema = z.strictObject({
  name: z.string(),
  target: z.literal('section'),
  stylesheet: z.string(),
  settings: z.array(settingSchema),
});

export type BlockSetting = z.infer<typeof settingSchema>;
export type SettingValue = string | number | boolean;

/** What a theme knows when it renders a block. */
export interface ThemeContext {
  readonly settings?: Readonly<Record<string, SettingValue>>;
  readonly shop?: string;
  /** Whether it is shown in the theme editor. */
  readonly isDesigning?: boolean;
}

/** Reads and renders the blocks as a theme does: settings that were not chosen have their default, or are empty. */
export class ThemeExtension {
  readonly folder: string;
  readonly #engine: Liquid;
  readonly #words: unknown;

  constructor(folder = extensionFolder) {
    this.folder = folder;
    this.#words = readJson(join(folder, 'locales/en.default.json'));
    this.#engine = new Liquid({
      root: join(folder, 'blocks'),
      partials: join(folder, 'snippets'),
      extname: '.liquid',
      strictFilters: true,
      strictVariables: true,
      lenientIf: true,
    });
    this.#engine.registerFilter('t', (key: string) => wordsAt(this.#words, key));
  }

  /** The names of the blocks. */
  get blocks(): readonly string[] {
    return this.files('blocks').map(file => basename(file, '.liquid'));
  }

  /** The files of one of the extension's folders. */
  files(folder: string): readonly string[] {
    return readdirSync(join(this.folder, folder)).sort();
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** The settings that any Liquid of the extension uses. */
  get usedSettings(): ReadonlySet<string> {
    const texts = ['blocks', 'snippets'].flatMap(folder =>
      this.files(folder).map(file => this.read(`${folder}/${file}`)),
    );
    const names = texts.flatMap(text => [...text.matchAll(/\b(?:chosen|block\.settings)\.(\w+)/g)]);
    return new Set(names.map(([, name = '']) => name));
  }

  /** What the owner may set. @throws where the schema is not JSON, or does not fit Shopify's format. */
  schemaOf(block: string): z.infer<typeof blockSchema> {
    return blockSchema.parse(JSON.parse(this.#parts(block).schema));
  }

  /** The block's markup, with the style sheet that its schema names. */
  async render(block: string, { settings = {}, shop = '', isDesigning = false }: ThemeContext = {}) {
    const { settings: known, stylesheet } = this.schemaOf(block);
    const chosen = Object.fromEntries(
      known.flatMap(({ id, default: standard }) => (id ? [[id, settings[id] ?? standard ?? '']] : [])),
    );
    const markup = await this.#engine.parseAndRender(
      this.#parts(block).liquid,
      { block: { settings: chosen, shopify_attributes: `data-shopify-editor-block="${block}"` } },
      { globals: { shop: { permanent_domain: shop }, request: { design_mode: isDesigning } } },
    );
    return { markup: String(markup).trim(), stylesheet: this.read(`assets/${stylesheet}`) };
  }

  #parts(block: string): { readonly liquid: string; readonly schema: string } {
    const text = this.read(`blocks/${block}.liquid`);
    const [liquid = '', rest = '', ...more] = text.split(/{%-?\s*schema\s*-?%}/);
    const [schema = '', after = '', ...others] = rest.split(/{%-?\s*endschema\s*-?%}/);
    if (more.length > 0 || others.length > 0 || after.trim() !== '')
      throw new Error(`${block}: one schema, at the end`);
    return { liquid, schema };
  }
}

/** The text at a key like `blocks.pos`. @throws where there is none. */
export function wordsAt(words: unknown, key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined,
      words,
    );
  if (typeof found !== 'string' || found === '') throw new Error(`no words for ${key}`);
  return found;
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
