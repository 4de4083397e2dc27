import { editableOf, nobody, withEdits, type EditableCustomer } from '@tidemark/conflict';
import type { Customer, CustomerEdit } from '@tidemark/schema';
import type { Refusal } from '../../records/marks/marks.ts';
import type { CustomerEntry, CustomerFields } from '../selling.ts';
import { wayOf } from '../record-status.ts';

export interface KnownEdit {
  readonly edit: CustomerEdit;
  readonly refusal: Refusal | undefined;
}

/**
 * A customer as a till shows one: the mirrored customer with the edits that are on their way. A refused edit is listed,
 * but its values are not shown as the customer's. For a new customer there is nothing else to show.
 */
export function customerEntry(
  id: string,
  mirrored: Customer | undefined,
  edits: readonly KnownEdit[],
): CustomerEntry {
  const inOrder = [...edits].sort((a, b) => (a.edit.createdAt < b.edit.createdAt ? -1 : 1));
  const isPending = ({ edit }: KnownEdit) =>
    edit.submission?.state !== 'accepted' && edit.submission?.state !== 'resolved';
  const pending = inOrder.filter(isPending);
  const onTheirWay = pending.filter(({ edit, refusal }) => !refusal && edit.submission?.state !== 'refused');
  // Until the mirror shows a new customer, the edits about them are all there is.
  const shown = mirrored ? onTheirWay : inOrder;
  const fields = withEdits(
    mirrored ? editableOf(mirrored) : nobody,
    shown.map(({ edit }) => edit.changes),
  );
  const taken = pending.flatMap(({ edit }) =>
    edit.submission?.state === 'refused' ? (edit.submission.takenBy ?? []) : [],
  );
  return {
    id,
    ...fields,
    taxExempt: mirrored?.taxExempt ?? false,
    displayName: nameOf(fields) ?? mirrored?.displayName ?? 'New customer',
    pending: pending.map(({ edit, refusal }) => ({ edit, way: wayOf(edit.submission, refusal) })),
    takenBy: taken[0],
  };
}

/** The customer after a form was filled in; absent fields stay as they are. */
export function withFields(was: EditableCustomer, fields: CustomerFields): EditableCustomer {
  const tidy = (text: string | null | undefined, old: string | null) =>
    text === undefined ? old : text?.trim() || null;
  return {
    firstName: tidy(fields.firstName, was.firstName),
    lastName: tidy(fields.lastName, was.lastName),
    email: tidy(fields.email, was.email),
    phone: tidy(fields.phone, was.phone),
    note: tidy(fields.note, was.note),
    address: fields.address === undefined ? was.address : fields.address,
  };
}

function nameOf({ firstName, lastName, email, phone }: EditableCustomer): string | undefined {
  const name = [firstName, lastName].filter(each => each !== null && each !== '').join(' ');
  return [name, email, phone].find(each => each !== null && each !== '') ?? undefined;
}
