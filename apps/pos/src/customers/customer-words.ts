import type { CustomerEntered } from '@tidemark/elements/customers/customer-events';
import type { CustomerRow } from '@tidemark/elements/customers/customer-list';
import { msg, str } from '@tidemark/elements/language';
import type { CustomerEntry } from '@tidemark/till';
import { wayWords, wishesFor } from '../sales/way-words.ts';

export function customerRow(entry: CustomerEntry): CustomerRow {
  const { id, displayName, email, phone, pending } = entry;
  const last = pending.at(-1);
  const refused = pending.find(({ way }) => wishesFor(way).length > 0);
  const shown = refused ?? last;
  const { text, tone } = shown ? wayWords(shown.way) : { text: '', tone: 'good' as const };
  return { id, name: displayName, reach: [email, phone].filter(Boolean).join(' · '), way: text, tone };
}

export function enteredOf(entry: CustomerEntry): CustomerEntered {
  const { firstName, lastName, email, phone, note, address } = entry;
  return { firstName, lastName, email, phone, note, address };
}

const fieldTitles = () => ({
  firstName: msg('First name'),
  lastName: msg('Last name'),
  email: msg('E-mail'),
  phone: msg('Phone'),
  note: msg('Note'),
  address: msg('Address'),
});

/** What an edit changes, in words: "E-mail, Phone". */
export function editTitle({ isNew, changes }: CustomerEntry['pending'][number]['edit']): string {
  const fields = Object.entries(fieldTitles()).filter(([field]) => field in changes);
  const titles = fields.map(([, title]) => title).join(', ');
  return isNew ? msg(str`New customer: ${titles}`) : titles;
}
