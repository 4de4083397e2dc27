import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What of a list is drawn, and whether that is all of it. */
export interface Turn {
  readonly drawn: ReadonlySet<string>;
  readonly isAll: boolean;
}

/** Those of `ids` that were drawn before, and the first of the others: at most `most` of them. */
export function nextTurn(before: ReadonlySet<string>, ids: readonly string[], most: number): Turn {
  const drawn = new Set<string>();
  let news = 0;
  for (const id of ids) if (before.has(id) || news++ < most) drawn.add(id);
  return { drawn, isAll: drawn.size === new Set(ids).size };
}

/**
 * Draws a few new things in each frame, so that a slow device answers between them. What is drawn stays drawn while it is
 * in the list.
 */
export class InTurns implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #turn: Turn = { drawn: new Set(), isAll: true };
  #frame: number | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  /** The ids to draw now; the host is drawn again, in the next frame, until all are. */
  of(ids: readonly string[], most: number): ReadonlySet<string> {
    this.#turn = nextTurn(this.#turn.drawn, ids, most);
    return this.#turn.drawn;
  }

  hostConnected(): void {
    if (!this.#turn.isAll) this.#host.requestUpdate();
  }

  hostUpdated(): void {
    if (this.#turn.isAll || this.#frame !== undefined) return;
    // After the frame's picture: within it, the next cards would be part of the same long task.
    this.#frame = requestAnimationFrame(() =>
      setTimeout(() => {
        this.#frame = undefined;
        this.#host.requestUpdate();
      }),
    );
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
