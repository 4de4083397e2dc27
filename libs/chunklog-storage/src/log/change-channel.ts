/**
 * Tells the other tabs that collections have new chunks. A lost ring is made up for by `LogDatabase`, which also looks by
 * itself.
 */
export interface ChangeChannel {
  ring(collections: readonly string[]): void;
  close(): void;
}

/** Opens the channel of a database; `onRing` hears the others, never oneself. */
export type OpenChannel = (
  database: string,
  onRing: (collections: readonly string[]) => void,
) => ChangeChannel;

/** Over a BroadcastChannel, which reaches all tabs and workers of one origin. */
export const broadcastChannel: OpenChannel = (database, onRing) => {
  const channel = new BroadcastChannel(`chunklog|${database}`);
  channel.onmessage = ({ data }: MessageEvent<readonly string[]>) => onRing(data);
  return {
    ring: collections => channel.postMessage(collections),
    close: () => channel.close(),
  };
};
