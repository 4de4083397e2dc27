import { msg, str } from '@tidemark/elements/language';
/** The place that a page of the till runs in. */
export interface Place {
  /** The browser's verdict: only a page of https or of this machine is safe, if all pages around it are too. */
  readonly isSecure: boolean;
  readonly origin: string;
}

/**
 * Why no till can be opened in this place, and what to do; '' where one can. Browsers give ids, locks, ciphers, the
 * private file system and service workers to safe places only. So no part of a till begins anywhere else: this one
 * check covers all of them.
 */
export function insecureWords({ isSecure, origin }: Place): string {
  if (isSecure) return '';
  if (origin.startsWith('https:'))
    return msg(
      'The till needs https, and a page around it was opened without it. Open that page at its https address.',
    );
  const { host, port, protocol } = new URL(origin);
  const local = `${protocol}//localhost${port === '' ? '' : `:${port}`}`;
  return msg(
    str`The till needs https: over plain http, browsers keep no sales safely. Open it at its https address instead of ${origin}. If there is none yet, whoever runs the server puts a reverse proxy with a certificate before ${host}; Tidemark’s README says how. On the server’s own machine, ${local} works too.`,
  );
}

/** {@link insecureWords} of the page that this code runs in. */
export function insecureHere(): string {
  return insecureWords({
    isSecure: (globalThis as { isSecureContext?: boolean }).isSecureContext !== false,
    origin: globalThis.location?.origin ?? '',
  });
}
