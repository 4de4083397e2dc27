/**
 * Tells the other tabs that collections have new chunks. A lost ring is made up for by `LogDatabase`, which also looks by
 * itself.
 */
export interface Bell {
  ring(collections: readonly string[]): void;
  close(): void;
}

/** Opens the bell of a database; `onRing` hears the others, never oneself. */
export type OpenBell = (database: string, onRing: (collections: readonly string[]) => void) => Bell;

/** Over a BroadcastChannel, which reaches all tabs and workers of one origin. */
export const broadcastBell: OpenBell = (database, onRing) => {
  const channel = new BroadcastChannel(`chunklog|${database}`);
  channel.onmessage = ({ data }: MessageEvent<readonly string[]>) => onRing(data);
  return {
    ring: collections => channel.postMessage(collections),
    close: () => channel.close(),
  };
};
