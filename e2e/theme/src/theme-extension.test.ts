import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readJson, ThemeExtension, wordsAt, type BlockSetting } from './theme-extension.ts';

const extension = new ThemeExtension();
const editorWords = readJson(join(extension.folder, 'locales/en.default.schema.json'));
const manifest = readJson(
  fileURLToPath(new URL('../../../apps/pos/custom-elements.json', import.meta.url)),
) as {
  modules: { declarations?: { tagName?: string; attributes?: { name?: string }[] }[] }[];
};
/** The elements that pages of other origins may hold: those that name their server. */
const publicElements = new Map(
  manifest.modules
    .flatMap(module => module.declarations ?? [])
    .filter(({ tagName, attributes }) => tagName && attributes?.some(({ name }) => name === 'server'))
    .map(({ tagName, attributes }) => [tagName, attributes?.map(({ name }) => name)] as const),
);

/** A unique value for each setting, to search for in the rendered markup. */
function marked(settings: readonly BlockSetting[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    settings.flatMap(({ id, type }, index) => {
      if (!id) return [];
      if (id === 'server') return [[id, 'https://till.example/']];
      return [[id, type === 'checkbox' ? true : type === 'range' ? 900 + index : `#00000${index}`]];
    }),
  );
}

test('every public element has a block, and every block a public element', () => {
  expect(publicElements.size).toBeGreaterThanOrEqual(3);
  expect(extension.blocks).toEqual([...publicElements.keys()].sort());
});

test.each(extension.blocks)('%s holds its element, with attributes that the element has', async block => {
  const settings = marked(extension.schemaOf(block).settings);
  const { markup } = await extension.render(block, { settings, shop: 'a.myshopify.com' });

  const [, attributes = ''] = new RegExp(`<${block} ([^>]*)></${block}>`).exec(markup) ?? [];
  expect(attributes).toContain('server="https://till.example" shop="a.myshopify.com"');
  const names = [...attributes.matchAll(/([\w-]+)=/g)].map(([, name]) => name);
  expect(publicElements.get(block)).toEqual(expect.arrayContaining(names));
  expect(markup).toContain('<script type="module" src="https://till.example/embed/tidemark.js"></script>');
  expect(markup).toContain('data-shopify-editor-block=');
});

test.each(extension.blocks)('%s uses each of its settings, and each has words in the editor', async block => {
  const { name, settings } = extension.schemaOf(block);
  const values = marked(settings);
  const { markup } = await extension.render(block, { settings: values });
  const plain = await extension.render(block, { settings: { server: 'https://till.example' } });

  const ids = Object.keys(values);
  expect(new Set(ids).size).toBe(settings.filter(({ type }) => type !== 'header').length);
  for (const id of ids) {
    const { markup: without } = await extension.render(block, {
      settings: { ...values, [id]: typeof values[id] === 'boolean' ? false : '' },
    });
    expect([id, without]).not.toEqual([id, markup]);
  }
  for (const text of [name, ...settings.flatMap(({ label, info, content }) => [label, info, content])])
    if (text !== undefined) {
      expect(text).toMatch(/^t:/);
      expect(wordsAt(editorWords, text.slice(2))).not.toBe('');
    }
  expect(wordsAt(editorWords, name.slice(2)).length).toBeLessThanOrEqual(25);
  expect(plain.markup).not.toContain('--tide-');
});

test.each(extension.blocks)('%s has settings that Shopify takes', block => {
  for (const setting of extension.schemaOf(block).settings) {
    if (setting.type === 'header') expect(setting.content).toBeDefined();
    else expect([setting.id, setting.label]).not.toContain(undefined);
    if (setting.type !== 'range') continue;
    const { min = 0, max = 0, step = 1, default: standard } = setting;
    expect((max - min) / step + 1).toBeLessThanOrEqual(101);
    expect((Number(standard) - min) % step).toBe(0);
    expect(Number(standard)).toBeGreaterThanOrEqual(min);
    expect(Number(standard)).toBeLessThanOrEqual(max);
  }
});

test.each(extension.blocks)('%s without an address tells the owner, and a visitor nothing', async block => {
  for (const server of ['', '  ', 'till.example', 'javascript:alert(1)']) {
    const settings = { server };
    expect((await extension.render(block, { settings })).markup).toBe('');
    const { markup } = await extension.render(block, { settings, isDesigning: true });
    expect(markup).toContain('Set the address of your Tidemark server');
    expect(markup).not.toContain('<script');
  }
});

test('what an owner types becomes neither markup nor another attribute', async () => {
  const { markup } = await extension.render('tide-pos', {
    settings: { server: 'https://a.example/"><img src=x>', accent: 'red"><b>' },
    shop: 'a"b',
  });
  expect(markup).not.toMatch(/<img|<b>|a"b/);
});

test('files lie where Shopify CLI takes them, and keep within its limits', () => {
  const kilobytes = (folder: string) =>
    extension
      .files(folder)
      .map(file => statSync(join(extension.folder, folder, file)).size / 1024)
      .reduce((sum, each) => sum + each, 0);
  expect(kilobytes('blocks') + kilobytes('snippets')).toBeLessThan(100);
  expect(kilobytes('assets')).toBeLessThan(100);
  expect(extension.blocks.length).toBeLessThanOrEqual(30);
  for (const [folder, ending] of [
    ['blocks', '.liquid'],
    ['snippets', '.liquid'],
    ['locales', '.json'],
    ['assets', '.css'],
  ] as const)
    for (const file of extension.files(folder)) expect(file.endsWith(ending)).toBe(true);
  expect(extension.files('.')).toEqual(
    ['README.md', 'assets', 'blocks', 'locales', 'shopify.extension.toml', 'snippets'].sort(),
  );
  expect(readFileSync(join(extension.folder, 'shopify.extension.toml'), 'utf8')).toMatch(/^type = "theme"$/m);
});

test('Liquid asks for the settings that schemas have, and for no others', () => {
  const known = extension.blocks.flatMap(block => extension.schemaOf(block).settings.map(({ id }) => id));
  expect([...extension.usedSettings].sort()).toEqual([...new Set(known.filter(Boolean))].sort());
});

test('a setting of another name is found, and so is a schema that is no JSON', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'tidemark-theme-'));
  try {
    cpSync(extension.folder, copy, { recursive: true });
    const file = join(copy, 'blocks/tide-pos.liquid');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"id": "server"', '"id": "address"'));
    const settings = { server: 'https://till.example' };
    expect((await new ThemeExtension(copy).render('tide-pos', { settings })).markup).toBe('');
    writeFileSync(file, text.replace('"default": false', '"default": false,'));
    await expect(new ThemeExtension(copy).render('tide-pos')).rejects.toThrow('JSON');
    writeFileSync(file, text.replace('"target"', '"targets"'));
    await expect(new ThemeExtension(copy).render('tide-pos')).rejects.toThrow('targets');
  } finally {
    rmSync(copy, { recursive: true });
  }
});
