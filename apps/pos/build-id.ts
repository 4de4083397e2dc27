import { existsSync, readFileSync } from 'node:fs';

/** The name of this build: given, or the minute in which it is made. */
export const buildId =
  process.env['TIDEMARK_BUILD'] ?? `0.1.0-${new Date().toISOString().slice(0, 16).replace(/[-:T]/g, '')}`;

/** The build of the web app that these elements belong to: both are one program, and compare as one. */
export function buildIdBeside(versionFile: URL): string {
  if (!existsSync(versionFile)) return buildId;
  const { build } = JSON.parse(readFileSync(versionFile, 'utf8')) as { build: string };
  return build;
}
