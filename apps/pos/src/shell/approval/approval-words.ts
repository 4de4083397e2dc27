import { msg, str } from '@tidemark/elements/language';
import type { Permission } from '@tidemark/schema';
import type { ApproveResult } from '@tidemark/till';
import { reasonWords } from '../../words/reason-words.ts';

/** What is to be approved, for both who stand at the till. */
export function askedWords(permission: Permission): string {
  switch (permission) {
    case 'move-stock':
      return msg(
        'Changing the stock needs somebody who may do so: they choose their name and type their PIN.',
      );
    case 'large-discount':
      return msg(
        'More than a tenth is taken off this cart. That needs somebody who may do so: they choose their name and type their PIN.',
      );
    case 'decide':
      return msg(
        'Deciding about what was refused needs somebody who may do so: they choose their name and type their PIN.',
      );
    default:
      return msg('This needs somebody who may do it: they choose their name and type their PIN.');
  }
}

/** Why there is no approval; '' where there is one, or where the form itself says how long to wait. */
export function notApprovedWords(result: ApproveResult, name: string): string {
  switch (result.kind) {
    case 'approved':
    case 'wait':
      return '';
    case 'wrong':
      return msg('Name or PIN is not right.');
    case 'may-not':
      return msg(str`${name} may not approve of this either.`);
    case 'unknown':
      return msg(
        str`${name} cannot approve here without the network: this till knows only who signed in on it before.`,
      );
    case 'too-long':
      return msg(
        str`${name} has not signed in on this till for too long, and cannot approve here without the network.`,
      );
    case 'too-many':
      return msg(str`Too many wrong PINs. Now ${name} can approve only with the network.`);
    case 'signed-out':
      return msg('Nobody is signed in on this till any more. Sign in again.');
    case 'refused':
      return reasonWords(result.reason);
  }
}
