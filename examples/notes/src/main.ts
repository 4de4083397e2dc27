import { openNotes, type Note } from './notes.ts';

const form = document.querySelector<HTMLFormElement>('#write')!;
const list = document.querySelector<HTMLUListElement>('#notes')!;
const status = document.querySelector<HTMLParagraphElement>('#status')!;
const say = (sentence: string) => (status.textContent = sentence);

const opening = openNotes(say);

// A person may write a note while the database still opens.
form.addEventListener('submit', async event => {
  event.preventDefault();
  const field = form.elements.namedItem('text') as HTMLInputElement;
  try {
    const notes = await opening;
    await notes.insert({ id: crypto.randomUUID(), text: field.value, writtenAt: Date.now() });
    field.value = '';
    say('Stored.');
  } catch (error) {
    say(`Not stored: ${error instanceof Error ? error.message : String(error)}`);
  }
});

const notes = await opening;
notes.find({ sort: [{ writtenAt: 'desc' }], limit: 100 }).$.subscribe(found => {
  list.replaceChildren(...found.map(row));
});

function row({ id, text }: Note): HTMLLIElement {
  const item = document.createElement('li');
  const remove = document.createElement('button');
  remove.textContent = 'Remove';
  remove.ariaLabel = `Remove ${text}`;
  remove.addEventListener('click', async () => {
    try {
      await notes.findOne(id).remove();
      say('Removed.');
    } catch (error) {
      say(`Not removed: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  item.append(text, ' ', remove);
  return item;
}
