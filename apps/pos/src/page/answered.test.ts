import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { Answered } from './answered.ts';

function aHost() {
  let updates = 0;
  const host = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  return { host, updates: () => updates };
}

/** A source whose answers the test gives, by the question. */
function aSource() {
  const asked: string[] = [];
  const answers = new Map<string, Subject<string>>();
  const ask = (question: { readonly words: string }): Subject<string> => {
    asked.push(question.words);
    const answer = new Subject<string>();
    answers.set(question.words, answer);
    return answer;
  };
  return { asked, ask, tell: (words: string, answer: string) => answers.get(words)?.next(answer), answers };
}

test('the answer to the question before stays until there is a new one, and a late one of it counts no more', () => {
  const { host, updates } = aHost();
  const source = aSource();
  let words = 'a';
  const answered = new Answered(
    host,
    () => source,
    () => ({ words }),
    (each, question) => each.ask(question),
  );
  answered.hostUpdate();
  answered.hostUpdate();
  expect(source.asked).toEqual(['a']);
  source.tell('a', 'of a');
  expect([answered.value, updates()]).toEqual(['of a', 1]);

  words = 'ab';
  answered.hostUpdate();
  source.tell('a', 'late');

  expect(answered.value).toBe('of a');
  source.tell('ab', 'of ab');
  expect([answered.value, updates(), source.asked]).toEqual(['of ab', 2, ['a', 'ab']]);
});

test('another source has no answer yet, and one that left the page is asked no more', () => {
  const { host } = aHost();
  const [first, second] = [aSource(), aSource()];
  let source: ReturnType<typeof aSource> | undefined = first;
  const answered = new Answered(
    host,
    () => source,
    () => ({ words: 'a' }),
    (each, question) => each.ask(question),
  );
  answered.hostUpdate();
  first.tell('a', 'of the first');
  source = second;
  answered.hostUpdate();
  expect(answered.value).toBeUndefined();
  second.tell('a', 'of the second');
  expect(answered.value).toBe('of the second');

  answered.hostDisconnected();
  expect(second.answers.get('a')?.observed).toBe(false);
  answered.hostUpdate();
  expect(second.asked).toEqual(['a', 'a']);
});
