import { msg, str } from '@tidemark/elements/language';
import type { ChangeResult } from '@tidemark/till';
import { reasonWords } from '../../words/reason-words.ts';

/** Why a person could not change to this till; '' where they could, or where the form itself says how long to wait. */
export function notChangedWords(result: ChangeResult, name: string): string {
  switch (result.kind) {
    case 'changed':
    case 'wait':
      return '';
    case 'wrong':
      return msg('This PIN is not right.');
    case 'unknown':
      return msg(
        str`${name} cannot change here without the network: this till knows only who signed in on it before. Signing in needs the network.`,
      );
    case 'too-long':
      return msg(str`${name} has not signed in on this till for too long. Signing in needs the network.`);
    case 'too-many':
      return msg('Too many wrong PINs. Signing in needs the network.');
    case 'ended':
      return msg('The shop ended this sign-in. Signing in needs the network.');
    case 'signed-out':
      return msg('Nobody is signed in on this till any more. Sign in again.');
    case 'refused':
      return refusedWords(result.reason);
  }
}

function refusedWords(reason: Extract<ChangeResult, { kind: 'refused' }>['reason']): string {
  if (reason.code === 'server-refuses' && reason.refusal === 'not-signed-in')
    return msg('Shop, name or PIN is not right.');
  return reasonWords(reason);
}
