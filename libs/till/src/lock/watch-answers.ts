import { errorBodySchema } from '@tidemark/protocol';

/** Takes what the server's answers say of a session, and of this till. */
export interface Heard {
  /** The server took the session. */
  readonly confirmed: (token: string) => void;
  /** The server did not take it: it ended, or the person who signed in was dismissed or has another PIN. */
  readonly refused: (token: string) => void;
  readonly blocked: () => void;
  /** The server knows this till by another key: this browser lost its key, or is a copy. */
  readonly taken: () => void;
}

/** The same fetch; reports what its answers say of the person who is signed in. */
export function watchAnswers(fetchFunction: typeof fetch, heard: () => Heard): typeof fetch {
  return async (input, init) => {
    const response = await fetchFunction(input, init);
    const token = tokenOf(init);
    const isSignIn = new URL(input instanceof Request ? input.url : input).pathname === '/api/session';
    if ((response.ok || response.status === 304) && token && !isSignIn) heard().confirmed(token);
    if (![401, 403, 409].includes(response.status)) return response;
    const body = errorBodySchema.safeParse(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    if (body.data?.code === 'till-blocked') heard().blocked();
    // A sign-in makes another till of this browser by itself.
    if (body.data?.code === 'till-taken' && !isSignIn) heard().taken();
    // A refused sign-in says something of a PIN, and nothing of the person who is signed in.
    if (body.data?.code === 'not-signed-in' && token && !isSignIn) heard().refused(token);
    return response;
  };
}

function tokenOf(init: RequestInit | undefined): string | undefined {
  const said = (init?.headers as Record<string, string> | undefined)?.['authorization'];
  return said?.replace(/^Bearer /, '');
}
