import type { Story } from './crash-scenario.ts';
import { CrashWorld } from './crash-world.ts';

/** Rejects if an acknowledged write is lost, something unwritten is there, or an order is not kept. */
export async function live({ sessions, torn }: Story): Promise<void> {
  const world = new CrashWorld();
  for (const session of sessions) await world.run(session);
  await world.tear(torn);
}
