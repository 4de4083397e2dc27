import { transferHandlers, type TransferHandler } from 'comlink';
import { Observable, share, type Subscription } from 'rxjs';
import { reasonOf } from '../api/reason.ts';

/**
 * What crosses between a page and its worker beside plain data: observables, signals that abort, and errors with their
 * reasons (`Told`). Comlink (https://github.com/GoogleChromeLabs/comlink) brings calls, and functions to call back.
 */
export function passOurValues(): void {
  // A page opens many tills: each time, the handler of errors would be wrapped once more.
  if (transferHandlers.has('observable')) return;
  transferHandlers.set('observable', observables);
  transferHandlers.set('signal', signals);
  transferHandlers.set(
    'throw',
    withReasons(transferHandlers.get('throw') as TransferHandler<Thrown, ThrownData>),
  );
}

type Word =
  | { readonly do: 'next'; readonly value: unknown }
  | { readonly do: 'complete' }
  | { readonly do: 'fail'; readonly message: string };

/** The side that receives an observable says when its first subscription begins, and when its last one ended. */
const observables: TransferHandler<Observable<unknown>, MessagePort> = {
  canHandle: (value): value is Observable<unknown> => value instanceof Observable,
  serialize: observable => {
    const { port1: here, port2: there } = new MessageChannel();
    const say = (word: Word) => here.postMessage(word);
    let subscription: Subscription | undefined;
    here.onmessage = ({ data }: MessageEvent<'begin' | 'end'>) => {
      if (data === 'end') {
        subscription?.unsubscribe();
        here.close();
        return;
      }
      subscription ??= observable.subscribe({
        next: value => say({ do: 'next', value }),
        complete: () => say({ do: 'complete' }),
        error: (error: unknown) => say({ do: 'fail', message: String(error) }),
      });
    };
    return [there, [there]];
  },
  deserialize: port =>
    new Observable<unknown>(subscriber => {
      port.onmessage = ({ data }: MessageEvent<Word>) => {
        if (data.do === 'next') subscriber.next(data.value);
        else if (data.do === 'complete') subscriber.complete();
        else subscriber.error(new Error(data.message));
      };
      port.postMessage('begin');
      return () => {
        port.postMessage('end');
        port.close();
      };
    }).pipe(share()),
};

/** Why a signal aborted. One that has aborted already needs no port. */
interface Aborted {
  readonly message: string;
}

const signals: TransferHandler<AbortSignal, MessagePort | Aborted> = {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize: signal => {
    const why = (): Aborted => ({ message: reasonText(signal.reason) });
    if (signal.aborted) return [why(), []];
    const { port1: here, port2: there } = new MessageChannel();
    signal.addEventListener('abort', () => here.postMessage(why()), { once: true });
    return [there, [there]];
  },
  deserialize: given => {
    const reason = ({ message }: Aborted) => new DOMException(message, 'AbortError');
    if (!(given instanceof MessagePort)) return AbortSignal.abort(reason(given));
    const controller = new AbortController();
    given.onmessage = ({ data }: MessageEvent<Aborted>) => {
      controller.abort(reason(data));
      given.close();
    };
    return controller.signal;
  },
};

function reasonText(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

interface Thrown {
  readonly value: unknown;
}

type ThrownData = { readonly isError: boolean; readonly value: unknown };

/** Comlink passes an error's name, message and stack. */
function withReasons(comlinks: TransferHandler<Thrown, ThrownData>): TransferHandler<Thrown, ThrownData> {
  return {
    ...comlinks,
    serialize: thrown => {
      const [data, transferred] = comlinks.serialize(thrown);
      if (!(thrown.value instanceof Error) || !('reason' in thrown.value)) return [data, transferred];
      return [{ ...data, value: { ...(data.value as object), reason: reasonOf(thrown.value) } }, transferred];
    },
  };
}
