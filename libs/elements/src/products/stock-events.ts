/** Why stock moves. */
export type MoveReason = 'receive' | 'count' | 'damage';

/** Units were received, counted or written off; for a count, `units` is what was counted. */
export class StockMoveEvent extends Event {
  static readonly type = 'stock-move';
  readonly reason: MoveReason;
  readonly units: number;
  readonly note: string | null;
  /** What the dialog showed when it was filled in; undefined where units are not counted. */
  readonly seen: number | undefined;

  constructor(reason: MoveReason, units: number, note: string | null, seen: number | undefined) {
    super(StockMoveEvent.type, { bubbles: true, composed: true });
    this.reason = reason;
    this.units = units;
    this.note = note;
    this.seen = seen;
  }
}
