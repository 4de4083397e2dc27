import { fc, test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { chainLine, faultsOf, noLine, nothingRead, readChain, type ChainEnd } from './security-chain.ts';
import type { SecurityEvent } from './security-event.ts';
import { count, nothingCounted } from './security-quota.ts';

const event = (n: number): SecurityEvent => ({ what: 'half-line', bytes: n });

function aChain(length: number): { readonly lines: string[]; readonly end: ChainEnd } {
  const lines: string[] = [];
  let end = noLine;
  for (let n = 0; n < length; n++) {
    const chained = chainLine(end, n * 1000, event(n));
    lines.push(chained.text);
    end = chained.end;
  }
  return { lines, end };
}

/** Reads each list of lines as one file. */
function faultsIn(files: readonly (readonly string[])[], noted: ChainEnd | undefined): readonly string[] {
  const read = files.reduce(
    (sofar, lines, n) => readChain(sofar, { name: `file ${n}`, text: lines.join('') }),
    nothingRead(noted),
  );
  return faultsOf(read, false);
}

prop.prop([fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })])(
  '[L1] [L3] a whole chain is whole, wherever it is cut into files',
  (length, cut) => {
    const { lines, end } = aChain(length);

    expect(faultsIn([lines.slice(0, cut), lines.slice(cut)], end)).toEqual([]);
  },
);

prop.prop([
  fc.integer({ min: 1, max: 12 }),
  fc.nat(),
  fc.constantFrom('removed', 'altered', 'doubled', 'moved'),
])(
  '[L1] [L2] one line removed, altered, doubled or moved is noticed, the first and the last too',
  (length, where, what) => {
    const { lines, end } = aChain(length);
    const at = where % length;
    const line = lines[at] ?? '';
    if (what === 'removed') lines.splice(at, 1);
    if (what === 'altered') lines[at] = line.replace('half-line', 'full-line');
    if (what === 'doubled') lines.splice(at, 0, line);
    if (what === 'moved') {
      fc.pre(length > 1);
      lines.splice(at, 1);
      lines.splice((at + 1) % length, 0, line);
    }

    expect(faultsIn([lines], end)).not.toEqual([]);
  },
);

test('[L2] a note that is missing, and a line that is none, are named', () => {
  const { lines, end } = aChain(3);

  expect(faultsIn([lines], undefined)).toEqual([expect.stringContaining('note')]);
  expect(faultsIn([[...lines.slice(0, 2), 'milk, eggs, bread\n']], end)[0]).toContain('a line that is none');
  expect(faultsIn([lines.slice(1)], end)[0]).toContain('first lines are missing');
  expect(faultsIn([lines.slice(0, 1)], end)[0]).toContain('ended with line 3');
});

test('[L4] a flood is counted, and strangers take no line from known tills', () => {
  let counted = nothingCounted;
  const kept = (isKnownTill: boolean, at = 0) => {
    const next = count(counted, { what: 'wrong-pin', isKnownTill }, at);
    counted = next.counted;
    return next.isKept;
  };

  const ofStrangers = Array.from({ length: 100_000 }, () => kept(false));

  expect(ofStrangers.filter(each => each)).toHaveLength(30 + 12);
  expect(kept(true)).toBe(true);
  expect(kept(false, 3_600_000)).toBe(true);
});
