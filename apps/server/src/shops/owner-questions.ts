import type { MirrorStore, Question } from '@tidemark/mirror';
import { ProtocolError, type ErrorCode } from '@tidemark/protocol';
import { z } from 'zod';
import { BusyFor } from '../http/busy-for.ts';
import type { Answered, Asked, QuestionKind } from './question-kinds.ts';

/** How often to look for answers, and for questions, where no signal came. */
const lookMs = 250;
/** Questions that this process answers at once. */
const mostAnswered = 200;
/** Who asked so long ago is gone. */
const forgottenMs = 10 * 60_000;

interface QuestionParts {
  readonly store: Pick<MirrorStore, 'questions' | 'signals' | 'isShared'>;
  /** The name under which this process holds leases. */
  readonly holder: string;
  readonly newId: () => string;
  readonly now: () => number;
  /** Answers a question about a shop of this process. May throw. */
  readonly answer: (question: Question) => Promise<unknown>;
  /** Called with what is no fault of who asked. */
  readonly onTrouble: (error: unknown) => void;
}

interface Waiting {
  readonly resolve: (text: string) => void;
}

const answerSchema = z.union([
  z.object({ value: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), waitMs: z.number().optional() }) }),
]);

/**
 * [A107] Asks the owners of shops that other processes own, and answers for this process's shops. The rows are the truth, looked at
 * four times a second; signals make it quick.
 */
export class OwnerQuestions implements AsyncDisposable {
  readonly #parts: QuestionParts;
  readonly #waiting = new Map<string, Waiting>();
  readonly #answering = new Map<string, Promise<void>>();
  readonly #unlisten: () => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isAskedAgain = false;
  #forgotAt: number;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
    this.#forgotAt = parts.now();
    this.#unlisten = parts.store.signals.on('rows', () => this.#lookSoon());
    // Where nobody else is, nobody asks.
    if (parts.store.isShared) this.#timer = setInterval(() => this.#lookSoon(), lookMs);
  }

  /**
   * Asks the owner of a shop, whoever that is or will be.
   * @throws ProtocolError as the owner throws it; `busy` where no answer comes within `ms`.
   */
  async ask<K extends QuestionKind>(
    shop: string,
    kind: K,
    asked: Asked<K>,
    ms: number,
    signal?: AbortSignal,
  ): Promise<Answered<K>> {
    const { store, newId, now } = this.#parts;
    const id = newId();
    const inTime = AbortSignal.timeout(ms);
    const ended = signal ? AbortSignal.any([signal, inTime]) : inTime;
    const answer = new Promise<string>((resolve, reject) => {
      this.#waiting.set(id, { resolve });
      ended.addEventListener('abort', () => reject(signal?.aborted ? signal.reason : tooLate()), {
        once: true,
      });
    });
    // Where asking itself fails, nobody waits any more.
    answer.catch(() => undefined);
    try {
      await store.questions.ask({ shop, id, kind, body: JSON.stringify(asked) }, now());
      store.signals.tell('rows');
      return read(await answer) as Answered<K>;
    } finally {
      this.#waiting.delete(id);
      if (ended.aborted) await store.questions.withdraw(id).catch(this.#parts.onTrouble);
    }
  }

  /** Tells the owner of a shop something for which nobody waits; what was told and not heard yet is told once. */
  async tell(shop: string, kind: 'noticed' | 'begin'): Promise<void> {
    const { store, now } = this.#parts;
    await store.questions.ask({ shop, id: `${kind} ${shop}`, kind, body: '{}' }, now());
    store.signals.tell('rows');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unlisten();
    clearInterval(this.#timer);
    await this.#looking;
    await Promise.all(this.#answering.values());
  }

  /** One look at a time; what comes meanwhile is looked at next. */
  #lookSoon(): void {
    this.#isAskedAgain = true;
    this.#looking ??= this.#looks().finally(() => (this.#looking = undefined));
  }

  async #looks(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      try {
        await this.#readAnswers();
        await this.#readQuestions();
        await this.#forget();
      } catch (error) {
        this.#parts.onTrouble(error);
        return;
      }
    }
  }

  async #readAnswers(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const answers = await this.#parts.store.questions.answers([...this.#waiting.keys()]);
    for (const [id, text] of answers) this.#waiting.get(id)?.resolve(text);
  }

  async #readQuestions(): Promise<void> {
    const { store, holder } = this.#parts;
    const open = await store.questions.open(holder, mostAnswered);
    for (const question of open) {
      if (this.#answering.has(question.id) || this.#answering.size >= mostAnswered) continue;
      const answered = this.#answer(question).finally(() => this.#answering.delete(question.id));
      this.#answering.set(question.id, answered);
    }
  }

  /** Never rejects. */
  async #answer(question: Question): Promise<void> {
    const { store, answer, onTrouble } = this.#parts;
    const { id, shop, kind } = question;
    try {
      // What is told again from now on is news.
      const isTold = id === `${kind} ${shop}`;
      if (isTold) await store.questions.withdraw(id);
      const text = await answer(question).then(
        value => JSON.stringify({ value }),
        (error: unknown) => this.#refusal(error),
      );
      if (isTold) return;
      if (await store.questions.answer(id, text)) store.signals.tell('rows');
    } catch (error) {
      onTrouble(error);
    }
  }

  #refusal(error: unknown): string {
    if (!(error instanceof ProtocolError)) this.#parts.onTrouble(error);
    const { code, message } =
      error instanceof ProtocolError
        ? error
        : new ProtocolError('busy', 'The shop’s server failed. Try again.');
    const waitMs = error instanceof BusyFor ? error.retryAfter * 1000 : undefined;
    return JSON.stringify({ error: { code, message, waitMs } });
  }

  async #forget(): Promise<void> {
    const { store, now } = this.#parts;
    if (now() - this.#forgotAt < forgottenMs) return;
    this.#forgotAt = now();
    await store.questions.forget(now() - forgottenMs);
  }
}

/** @throws ProtocolError that the owner threw. */
function read(text: string): unknown {
  const answer = answerSchema.parse(JSON.parse(text));
  if ('value' in answer) return answer.value;
  const { code, message } = answer.error;
  throw new ProtocolError(code as ErrorCode, message);
}

function tooLate(): ProtocolError {
  return new ProtocolError('busy', 'The server that reads this shop does not answer. Try again in a moment.');
}
