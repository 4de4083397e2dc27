import { keep, kept } from '../../page/page-keep.ts';

/** Remembers that this build of a server was put off, so that it is not offered again. */
export function putOff(server: string, build: string): void {
  keep(keyOf(server), build);
}

/** The build of a server that was last put off. */
export function putOffBuild(server: string): string | undefined {
  return kept(keyOf(server));
}

function keyOf(server: string): string {
  return `tidemark-update-put-off-${new URL(server, location.href).origin}`;
}
