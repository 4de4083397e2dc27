/** Twice the length of the longest record. */
const mostLineBytes = 2 * 1024 * 1024;

/** A file that cannot be read as lines. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The lines of a file in order, without their ends. Holds one line and one piece of the file at a time.
 * @throws UnreadableFile for a line that is longer than `mostBytes`
 */
export async function* linesOf(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  mostBytes = mostLineBytes,
): AsyncGenerator<string> {
  let open: Buffer[] = [];
  let bytes = 0;
  let line = 1;
  const add = (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostBytes)
      throw new UnreadableFile(`line ${line} is longer than ${mostBytes} bytes: no record is`);
    open.push(piece);
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      add(piece.subarray(from, end));
      yield textOf(open);
      [open, bytes, from] = [[], 0, end + 1];
      line++;
    }
    if (from < piece.length) add(Buffer.from(piece.subarray(from)));
  }
  if (bytes > 0) yield textOf(open);
}

function textOf(pieces: readonly Buffer[]): string {
  const text = Buffer.concat(pieces).toString('utf8');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
