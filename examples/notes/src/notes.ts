import { getRxStorageChunklog, type Damage } from '@tidemark/chunklog-storage';
import { createRxDatabase, type RxCollection } from 'rxdb';

/** One note. `writtenAt` is in milliseconds since the epoch. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly writtenAt: number;
}

/** Opens the notes of this browser. Calls `told` with a sentence when the disk lost something. */
export async function openNotes(told: (sentence: string) => void): Promise<RxCollection<Note>> {
  const database = await createRxDatabase<{ notes: RxCollection<Note> }>({
    name: 'notes',
    storage: getRxStorageChunklog({
      // There is no other copy of the notes: an acknowledged write must survive a power cut.
      kindOf: () => 'precious',
      onDamage: damage => told(damageText(damage)),
    }),
    multiInstance: true,
  });
  const { notes } = await database.addCollections({
    notes: {
      schema: {
        version: 0,
        primaryKey: 'id',
        type: 'object',
        required: ['id', 'text', 'writtenAt'],
        properties: {
          id: { type: 'string', maxLength: 36 },
          text: { type: 'string', maxLength: 500 },
          writtenAt: { type: 'number' },
        },
      },
    },
  });
  return notes;
}

function damageText(damage: Damage): string {
  switch (damage.kind) {
    case 'wiped':
      return 'The browser deleted all notes.';
    case 'manifest':
      return 'The disk damaged the list of the notes; it was made again.';
    default:
      return 'The disk lost some notes; the others are here.';
  }
}
