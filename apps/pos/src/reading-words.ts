/** Why a list is empty while a till opens. */
export const readingWords = 'One moment: this till is reading what it holds.';
