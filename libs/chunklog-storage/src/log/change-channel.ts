/**
 * Tells other tabs that collections have new chunks. `LogDatabase` makes up for a lost message, as it also looks by
 * itself.
 */
export interface ChangeChannel {
  ring(collections: readonly string[]): void;
  close(): void;
}

/** Opens the channel of a database; `onRing` hears only other tabs. */
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
