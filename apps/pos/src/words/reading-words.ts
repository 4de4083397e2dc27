import { msg } from '@tidemark/elements/language';
/** Why a list is empty while a till opens. */
export const readingWords = (): string => msg('One moment: this till is reading what it holds.');
