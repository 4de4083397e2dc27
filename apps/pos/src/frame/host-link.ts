import {
  hello,
  isWelcome,
  readHostMessage,
  type FrameMessage,
  type HostMessage,
} from '../embed/frame/frame-messages.ts';

/** The way from a frame to the element that holds it. */
export interface HostLink {
  /** Before the element has answered, to nobody. */
  post(message: FrameMessage): void;
}

/**
 * Says to the page around that the frame is there, and takes the first port that comes from that window and from `origin`.
 * Nothing but that first word goes through a window; a page of another origin is not told even that.
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
