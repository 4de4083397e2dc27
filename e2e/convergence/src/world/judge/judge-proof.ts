import { setTimeout as pause } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import type { TillSeat } from '../till-seat.ts';

const [looks, lookMs] = [100, 10];

/** [W23] The tills of a settled world that do not prove that their records are the server's. */
export async function judgeProof(seats: readonly TillSeat[]): Promise<string[]> {
  const faults: string[] = [];
  for (const [{ till }, tabs] of Map.groupBy(seats, each => each.profile)) {
    let isProved = false;
    // Of several tabs, the one that leads proves.
    for (const tab of tabs) isProved ||= await proves(tab);
    if (!isProved) faults.push(`till ${till} proves nothing of its records`);
  }
  return faults;
}

async function proves(seat: TillSeat): Promise<boolean> {
  const isProved = await seat.at(async till => {
    const provedAt = async () => (await firstValueFrom(till.selling.safety$)).provedAt;
    const before = await provedAt();
    await till.check();
    for (let look = 0; look < looks; look++) {
      const now = await provedAt();
      if (now !== undefined && now !== before) return true;
      await pause(lookMs);
    }
    return false;
  });
  return isProved === true;
}
