import {
  hello,
  isWelcome,
  readHostMessage,
  type FrameMessage,
  type HostMessage,
} from '../embed/frame/frame-messages.ts';

/** The link from a frame to the element that holds it. */
export interface HostLink {
  /** Sends to the element; before it has answered, sends nothing. */
  post(message: FrameMessage): void;
}

/**
 * Tells the surrounding page that the frame is there, and takes the first port that comes from that window and from
 * `origin`. Only that first message goes through a window; a page of another origin does not receive even that.
 */
export function linkToHost(
  host: Window,
  origin: string,
  { welcomed, take }: { welcomed: () => void; take: (message: HostMessage) => void },
): HostLink {
  let port: MessagePort | undefined;
  globalThis.addEventListener('message', event => {
    const [given] = event.ports;
    if (port || !given || !event.isTrusted) return;
    if (event.source !== host || event.origin !== origin || !isWelcome(event.data)) return;
    port = given;
    port.onmessage = ({ data }) => {
      const message = readHostMessage(data);
      if (message) take(message);
    };
    welcomed();
  });
  host.postMessage(hello, origin);
  return { post: message => port?.postMessage(message) };
}
