import type { AppendGroup, AppendResult, ChunkLog, Durability } from '../log/chunk-log.ts';
import { ChunklogError } from '../log/errors.ts';

/**
 * Gives back room of the site that matters less than a write of this durability; answers whether it gave any. Asked again
 * as long as it did and the write still finds no room.
 */
export type MakeRoom = (durability: Durability) => Promise<boolean>;

/** Nobody has so much to give back that it takes more steps. */
const mostSteps = 4;

/** The log, with writes that find the disk full tried again after others made room. */
export function roomyLog(log: ChunkLog, makeRoom: MakeRoom): ChunkLog {
  return {
    append: group => appendRoomily(log, group, makeRoom),
    manifest: () => log.manifest(),
    read: range => log.read(range),
    begin: collection => log.begin(collection),
    stage: (generation, chunks) => log.stage(generation, chunks),
    complete: plan => log.complete(plan),
    drop: collections => log.drop(collections),
    close: destroy => log.close(destroy),
  };
}

async function appendRoomily(log: ChunkLog, group: AppendGroup, makeRoom: MakeRoom): Promise<AppendResult> {
  return withRoom(
    () => log.append(group),
    () => makeRoom(group.durability),
  );
}

/** Does what may find the disk full, again after each step that made room. @throws the first refusal where none did. */
export async function withRoom<T>(act: () => Promise<T>, makeRoom: () => Promise<boolean>): Promise<T> {
  for (let steps = 0; ; steps++) {
    try {
      return await act();
    } catch (error) {
      if (!isFull(error) || steps === mostSteps || !(await gave(makeRoom))) throw error;
    }
  }
}

/** Room that cannot be made is none; the writer is told of its own write. */
async function gave(makeRoom: () => Promise<boolean>): Promise<boolean> {
  try {
    return await makeRoom();
  } catch {
    return false;
  }
}

function isFull(error: unknown): boolean {
  if (error instanceof ChunklogError) return error.code === 'quota';
  return error instanceof Error && error.name === 'QuotaExceededError';
}
