import type { AppendGroup, AppendResult, ChunkLog, Durability } from '../log/chunk-log.ts';
import { ChunklogError } from '../log/errors.ts';

/**
 * Frees space of the site that matters less than a write of this durability; returns whether it freed any. Called again
 * as long as it did and the write still finds no room.
 */
export type MakeRoom = (durability: Durability) => Promise<boolean>;

/** The most steps: no caller has more to free. */
const mostSteps = 4;

/** The log, with writes that find the disk full tried again after room was made. */
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

/** Runs `act`, and again after each step that made room. @throws the first refusal if none did. */
export async function withRoom<T>(act: () => Promise<T>, makeRoom: () => Promise<boolean>): Promise<T> {
  for (let steps = 0; ; steps++) {
    try {
      return await act();
    } catch (error) {
      if (!isFull(error) || steps === mostSteps || !(await gave(makeRoom))) throw error;
    }
  }
}

/** Whether room was made. An error means no: the writer gets its own write's error. */
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
