/**
 * Tells a scanner's keys from a person's. A pure state machine over keys: it decides what each key may do, and which
 * codes were scanned. `SPEC.md` of this app says in words where the line is.
 */

/** Milliseconds. */
export const limits = {
  /** The longest pause between two keys of a scanner in a field, where keys may be a person's words. */
  inField: 60,
  /** This much quiet ends a code that no key ends. */
  quiet: 100,
  /** The longest pause between two keys of a scanner that stutters, where keys are not words. */
  stutter: 1_000,
  /**
   * A person presses two keys within this only by a typo: so a field may take a short code with such pauses without an
   * end.
   */
  machine: 30,
} as const;

/** A longer code is heard, but refused. */
const longest = 500;
/** How many segments are kept of what is typed where keys are not words. */
const mostSegments = 20;

/** The kind of element that has the focus, as far as keys are concerned. */
export type PlaceKind =
  /** Takes no words: the page, a button, a list. */
  | 'ground'
  /** Takes words; a scan there is not one of them. */
  | 'field'
  /** The field that takes words and codes. */
  | 'search'
  /** Takes words; a scan there becomes the search. */
  | 'words';

export interface KeyPress {
  readonly key: string;
  /** Milliseconds. */
  readonly at: number;
  readonly place: PlaceKind;
  /**
   * Whether it has Control, Alt or Meta, is repeated because it is held down, or is part of a composition: never a
   * scanner's.
   */
  readonly isPersons: boolean;
}

/** What a key may do. */
export type Verdict =
  /** Does what it does. */
  | 'pass'
  /** Does nothing. */
  | 'swallow'
  /** Does nothing yet: it is done later if `released` says so. */
  | 'hold';

/** Keys without a long pause between them. */
interface Segment {
  readonly text: string;
  readonly slowestMs: number;
  /** Whether it was already checked for a code. */
  readonly isAsked: boolean;
}

export interface Hearing {
  readonly segments: readonly Segment[];
  readonly place: PlaceKind;
  /** When the last key came. */
  readonly at: number;
  /** A key waits until it is known whose it was. */
  readonly isHolding: boolean;
  /** Until then, keys that end a code are the scanner's. */
  readonly endsUntil: number;
  /** How the last code ended. */
  readonly ended: 'by key' | 'by quiet' | undefined;
}

export const nothingHeard: Hearing = {
  segments: [],
  place: 'ground',
  at: -Infinity,
  isHolding: false,
  endsUntil: -Infinity,
  ended: undefined,
};

/** The result of a key or a silence. */
export interface Heard {
  readonly hearing: Hearing;
  readonly verdict: Verdict;
  /** The codes that were scanned, in this order. */
  readonly codes: readonly string[];
  /** A code ended in the search field, where what stood before it counts too. */
  readonly inSearch: InSearch | undefined;
  /** The key that was held is a person's, and is done now. */
  readonly released: boolean;
  /** What is typed from now on may be a scanner's: remember what the field holds. */
  readonly begins: boolean;
}

/** About a code that ended in the search field. */
export interface InSearch {
  /** What came with the pauses of a scanner, if any did. */
  readonly quick: string | undefined;
  /** What came with the pauses of a scanner that stutters: `quick` is its end. */
  readonly halting: string;
  /** After a long quiet, nothing more can come. */
  readonly endedBy: 'key' | 'quiet' | 'long quiet';
}

/** Whether a product has this code. */
export type IsKnown = (code: string) => boolean;

const modifiers = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph', 'Alt', 'Control', 'Meta', 'Fn']);
const endKeys = new Set(['Enter', 'Tab']);

/** What a key means, after all that came before it. */
export function afterKey(before: Hearing, press: KeyPress, isKnown: IsKnown): Heard {
  // The end by quiet that is overdue because the page was busy.
  const quiet = afterQuiet(before, press.at, isKnown);
  const overdue = quiet.inSearch?.endedBy === 'quiet' ? heard(before) : quiet;
  if (modifiers.has(press.key)) return overdue;
  const after = endsKey(press)
    ? ended(overdue.hearing, press, isKnown)
    : !press.isPersons && press.key.length === 1
      ? typed(overdue.hearing, press)
      : other(overdue.hearing);
  return {
    ...after,
    codes: [...overdue.codes, ...after.codes],
    inSearch: after.inSearch ?? overdue.inSearch,
    released: overdue.released || after.released,
  };
}

/** What a silence until `now` means. */
export function afterQuiet(before: Hearing, now: number, isKnown: IsKnown): Heard {
  const { segments, place, at, isHolding } = before;
  const quietMs = now - at;
  const last = segments.at(-1);
  if (!last) return heard(before);
  const text = joined(segments);
  if (text.trim() === '' && isHolding)
    return quietMs > limits.inField ? heard(empty(before), { released: true }) : heard(before);
  if (quietMs < limits.quiet) return heard(before);
  if (!isGround(place)) return quietInField(before, last, quietMs);
  const parts = partsOf(segments);
  const isFromDisk = before.ended !== 'by key' || segments.length > 1;
  const areKnown = parts.length > 0 && parts.every(part => part.length > 1 && isKnown(part));
  if (quietMs <= limits.stutter && !(isFromDisk && areKnown)) return heard(before);
  const codes = parts.filter(part => part.length > 1);
  if (codes.length === 0) return heard(empty(before), { released: isHolding });
  return heard(scanEnded(before, 'by quiet'), { codes });
}

function quietInField(before: Hearing, last: Segment, quietMs: number): Heard {
  const isOver = quietMs > limits.stutter;
  const rest = isOver ? empty(before) : before;
  if (!isMachine(last) || before.place === 'words') return heard(rest);
  const quick = last.text.trim();
  if (before.place === 'field') return heard(scanEnded(before, 'by quiet'), { codes: [quick] });
  if (last.isAsked && !isOver) return heard(before);
  const asked = [...before.segments.slice(0, -1), { ...last, isAsked: true }];
  return heard(isOver ? rest : { ...before, segments: asked }, {
    inSearch: { quick, halting: joined(before.segments), endedBy: isOver ? 'long quiet' : 'quiet' },
  });
}

/** The search field's text was a code: it is over, and so are the keys that still belong to it. */
export function scanTaken(hearing: Hearing, { endedBy }: InSearch): Hearing {
  return endedBy === 'quiet' ? scanEnded(hearing, 'by quiet') : hearing;
}

/** After how many milliseconds of quiet, counted from the last key, `afterQuiet` may say something new. */
export function nextQuiet({ segments, at, isHolding }: Hearing, now: number): number | undefined {
  if (segments.length === 0) return undefined;
  const held = isHolding && joined(segments).trim() === '' ? [limits.inField + 1] : [];
  return [...held, limits.quiet, limits.stutter + 1].find(ms => at + ms > now);
}

function endsKey({ key, isPersons }: KeyPress): boolean {
  return !isPersons && endKeys.has(key);
}

/** A letter, a digit, a blank. */
function typed(before: Hearing, press: KeyPress): Heard {
  const { key, at, place } = press;
  if (isLate(before, press))
    return heard({ ...before, endsUntil: at + limits.stutter }, { verdict: 'swallow' });
  const pauseMs = at - before.at;
  const last = before.segments.at(-1);
  const isQuick = pauseMs <= limits.inField;
  const isSamePlace = isGround(place) === isGround(before.place);
  // A burst may begin on a button and end in a dialog that opened meanwhile: without a long pause it is one burst.
  const goesOn = last !== undefined && (isQuick || (pauseMs <= limits.stutter && isSamePlace));
  const isSameSegment = goesOn && pauseMs <= (isGround(place) ? limits.quiet : limits.inField);
  const segments = !goesOn
    ? [begun(key)]
    : isSameSegment
      ? [...before.segments.slice(0, -1), longer(last, key, pauseMs)]
      : [...before.segments, begun(key)].slice(-mostSegments);
  const holds = isGround(place) && key === ' ' && !isQuick;
  const hearing = { ...before, segments, place, at, isHolding: holds || (goesOn && before.isHolding) };
  const left = goesOn ? [] : codesLeft(before);
  return heard(hearing, {
    verdict: holds ? 'hold' : isGround(place) && goesOn && isQuick ? 'swallow' : 'pass',
    codes: left,
    released: !goesOn && left.length === 0 && before.isHolding,
    begins: !isSameSegment,
  });
}

/**
 * Whether a key belongs to a code that was over before the key came: a machine that stands still may bring it a second
 * after it was pressed.
 */
function isLate({ segments, ended: how, endsUntil }: Hearing, { at, place }: KeyPress): boolean {
  const lastAt = endsUntil - limits.stutter;
  return segments.length === 0 && how === 'by quiet' && isGround(place) && at - lastAt <= limits.inField;
}

function begun(key: string): Segment {
  return { text: key, slowestMs: 0, isAsked: false };
}

function longer({ text, slowestMs }: Segment, key: string, pauseMs: number): Segment {
  return {
    text: (text + key).slice(0, longest + 1),
    slowestMs: Math.max(slowestMs, pauseMs),
    isAsked: false,
  };
}

/** Enter or Tab. */
function ended(before: Hearing, press: KeyPress, isKnown: IsKnown): Heard {
  const { key, at, place } = press;
  const { segments } = before;
  const pauseMs = at - before.at;
  const last = segments.at(-1);
  if (!last && at <= before.endsUntil) {
    const endsUntil = Math.max(before.endsUntil, at + limits.quiet);
    return heard({ ...before, ended: 'by key', endsUntil }, { verdict: 'swallow' });
  }
  const isOfField = !isGround(before.place);
  if (!last || pauseMs > (isOfField && isGround(place) ? limits.inField : limits.stutter))
    return heard(empty(before));
  const quick = pauseMs <= limits.inField && isQuick(last) ? last.text.trim() : undefined;
  if (!isGround(place) && (isOfField || quick !== undefined)) return endedInField(before, press, quick);
  const code = isOfField ? (quick ?? '') : joined(segments).trim();
  const isCode = code.length > 1 || (code.length === 1 && (key === 'Enter' || pauseMs <= limits.inField));
  if (!isCode) return heard(empty(before), { released: before.isHolding });
  const parts = partsOf(segments);
  const areMany = parts.length > 1 && !isKnown(code) && parts.every(isKnown);
  return heard(
    { ...scanEnded(before, 'by key'), endsUntil: at + limits.stutter },
    { verdict: 'swallow', codes: areMany ? parts : [code] },
  );
}

function endedInField(before: Hearing, { key, at, place }: KeyPress, quick: string | undefined): Heard {
  const after = { ...scanEnded(before, 'by key'), endsUntil: at + limits.quiet };
  if (place === 'search' && (quick !== undefined || key === 'Enter')) {
    // What stood there before decides whether it was a scan: if so, this key is swallowed.
    const inSearch: InSearch = { quick, halting: joined(before.segments), endedBy: 'key' };
    return heard(quick === undefined ? empty(before) : after, { inSearch });
  }
  if (quick === undefined) return heard(empty(before));
  if (place === 'words') return heard(after, { verdict: key === 'Enter' ? 'pass' : 'swallow' });
  return heard(after, { verdict: 'swallow', codes: [quick] });
}

/** A key that no scanner sends within a code: what was heard so far is complete. */
function other(before: Hearing): Heard {
  const codes = codesLeft(before);
  const after = codes.length === 0 ? empty(before) : scanEnded(before, 'by quiet');
  return heard(
    { ...after, endsUntil: -Infinity },
    { codes, released: codes.length === 0 && before.isHolding },
  );
}

/** Codes that were scanned where keys are not words, and that no key ended. */
function codesLeft({ place, segments }: Hearing): readonly string[] {
  return isGround(place) ? partsOf(segments).filter(part => part.length > 1) : [];
}

function heard(hearing: Hearing, more: Partial<Heard> = {}): Heard {
  return {
    hearing,
    verdict: 'pass',
    codes: [],
    inSearch: undefined,
    released: false,
    begins: false,
    ...more,
  };
}

function empty(hearing: Hearing): Hearing {
  return { ...hearing, segments: [], at: -Infinity, isHolding: false };
}

/** A code is over. A stuttering scanner may still send a key that ends codes. */
function scanEnded(hearing: Hearing, how: Hearing['ended']): Hearing {
  return { ...empty(hearing), ended: how, endsUntil: hearing.at + limits.stutter };
}

/** Whether it has the pauses of a scanner; an end key must still come. */
function isQuick({ text, slowestMs }: Segment): boolean {
  return text.trim().length > 1 && slowestMs <= limits.inField;
}

/** Whether it came too quickly for a person, though no key ended it. */
function isMachine(segment: Segment): boolean {
  if (!isQuick(segment)) return false;
  const text = segment.text.trim();
  // A person who types this fast types words.
  if (segment.slowestMs > limits.machine) return text.length >= 6 && /^\S*\d\S*$/.test(text);
  return text.length >= 4 || /^\d+$/.test(text);
}

function isGround(place: PlaceKind): boolean {
  return place === 'ground';
}

function joined(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join('');
}

/**
 * Each part is a code of its own, if no key ended them. A single key is the beginning of the next code, which
 * stuttered.
 */
function partsOf(segments: readonly Segment[]): readonly string[] {
  const parts: string[] = [];
  let start = '';
  for (const { text } of segments) {
    const part = start + text;
    const isAlone = part.trim().length < 2;
    if (!isAlone) parts.push(part.trim());
    start = isAlone ? part : '';
  }
  return start.trim() === '' ? parts : [...parts.slice(0, -1), (parts.at(-1) ?? '') + start.trim()];
}
