import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isHello, readFrameMessage, welcome, type FrameMessage, type HostMessage } from './frame-messages.ts';

/** How long a loaded page may take until its first message, and how long everything may take. */
const patience = { loadedMs: 2_000, allMs: 20_000 } as const;

/** The state of an element's frame. */
export type FrameState = 'coming' | 'here' | 'silent';

interface FrameHost {
  /** The frame in the page now. */
  readonly frame: () => HTMLIFrameElement | null;
  /** The only origin that the frame may have. */
  readonly origin: () => string | undefined;
  /** Called when the frame is there, also after it was loaded again. */
  readonly welcomed: () => void;
  readonly take: (message: FrameMessage) => void;
}

/**
 * Speaks with the frame of an element. Only the first message goes through the window, which all scripts of the page
 * hear. It is accepted from this frame and the server's origin only; the answer holds a port that no other code has.
 */
export class FrameLink implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: FrameHost;
  #port: MessagePort | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  state: FrameState = 'coming';

  constructor(host: ReactiveControllerHost, parts: FrameHost) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.addEventListener('message', this.#heard);
  }

  /** A frame that is removed from a page forgets everything; when it is inserted again, it begins anew. */
  hostDisconnected(): void {
    globalThis.removeEventListener('message', this.#heard);
    this.#hangUp();
  }

  /** Another frame is on its way. */
  begin(): void {
    this.#hangUp();
    this.#put('coming');
    this.#silentAfter(patience.allMs);
  }

  readonly loaded = (): void => {
    if (this.state === 'coming') this.#silentAfter(patience.loadedMs);
  };

  /** Sends to the frame; before it is there, sends nothing: `welcomed` says when to. */
  post(message: HostMessage): void {
    this.#port?.postMessage(message);
  }

  #heard = ({ source, origin, data, isTrusted }: MessageEvent): void => {
    const window = this.#parts.frame()?.contentWindow;
    // `isTrusted`: a script of the page can make an event with any source and origin in it.
    if (!isTrusted || !window || source !== window || origin !== this.#parts.origin() || !isHello(data))
      return;
    this.#hangUp();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = event => {
      const message = readFrameMessage(event.data);
      if (message) this.#parts.take(message);
    };
    this.#port = port1;
    window.postMessage(welcome, origin, [port2]);
    this.#put('here');
    this.#parts.welcomed();
  };

  #silentAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#put('silent'), ms);
  }

  #hangUp(): void {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#port = undefined;
  }

  #put(state: FrameState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
