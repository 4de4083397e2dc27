import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { workspaceRoot } from './nx-plan.ts';

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const textOf = (file: string) => readFileSync(join(workspaceRoot, file), 'utf8');
const compose = parse(textOf('compose.yaml'), { uniqueKeys: true }) as Compose;
const settings = new Set([...textOf('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));

test('[N19] every service of compose.yaml has a recipe or an image, and names only services and volumes that are there', () => {
  for (const [name, { build, image, volumes = [], depends_on = [] }] of Object.entries(compose.services)) {
    expect([build, image].filter(Boolean), name).toHaveLength(1);
    if (build !== undefined) expect(existsSync(join(workspaceRoot, build, 'Dockerfile')), name).toBe(true);
    for (const volume of volumes) expect(compose.volumes, name).toHaveProperty(String(volume.split(':')[0]));
    for (const other of depends_on) expect(compose.services, name).toHaveProperty(other);
  }
});

test('[N19] compose.yaml sets what the server reads, and what has to be given is written in its document', () => {
  expect(
    Object.keys(compose.services['tidemark']?.environment ?? {}).filter(name => !settings.has(name)),
  ).toEqual([]);
  const given = new Set([...textOf('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  for (const name of given) expect(textOf('docs/operating/one-machine.md')).toContain(`${name}=`);
});

test('[N19] the recipe runs and stores where compose.yaml says, and its commands are there', () => {
  const recipe = textOf('Dockerfile').replaceAll('\\\n', '');
  const [, command = '[]'] = /^CMD (.*)$/m.exec(recipe) ?? [];
  const [node, main = ''] = JSON.parse(command) as string[];
  const variables = Object.fromEntries(
    [...recipe.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );

  expect(node).toBe('node_modules/.bin/node');
  expect(existsSync(join(workspaceRoot, main))).toBe(true);
  expect(variables).toMatchObject({ HOST: '0.0.0.0', PORT: '4000', DATA_DIR: '/data' });
  expect(compose.services['tidemark']?.environment).toMatchObject({
    HOST: '0.0.0.0',
    PORT: '4000',
    DATA_DIR: '/data',
  });
  expect(compose.services['tidemark']?.volumes).toEqual(['mirror:/data']);
});
