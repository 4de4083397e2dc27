import { changesBetween, editableOf, nobody, withEdits, type EditableCustomer } from '@tidemark/conflict';
import type { Customer, CustomerEdit } from '@tidemark/schema';
import { aCustomerEdit } from '@tidemark/schema/testing';
import type { CustomerEntry, CustomerFields, RecordStatus } from '@tidemark/till';
import { Subject } from 'rxjs';

/** Customers and their edits in memory, as a till would show them. */
export class MemoryCustomers {
  readonly changed$ = new Subject<void>();
  readonly #mirrored: Map<string, Customer>;
  readonly #edits: CustomerEdit[] = [];
  readonly #ways = new Map<string, RecordStatus>();
  readonly #takenBy = new Map<string, string>();
  #made = 0;

  constructor(customers: readonly Customer[]) {
    this.#mirrored = new Map(customers.map(each => [each.id, each]));
  }

  get(id: string): CustomerEntry | undefined {
    const mirrored = this.#mirrored.get(id);
    const edits = this.#edits.filter(edit => edit.customerId === id);
    if (!mirrored && edits.length === 0) return undefined;
    const shown = withEdits(
      mirrored ? editableOf(mirrored) : nobody,
      edits.map(edit => edit.changes),
    );
    const pending = edits
      .map(edit => ({ edit, way: this.#ways.get(edit.id) ?? { at: 'this-till' as const } }))
      .filter(({ way }) => way.at !== 'shopify' && way.at !== 'resolved');
    const name = [shown.firstName, shown.lastName].filter(Boolean).join(' ');
    return {
      ...shown,
      id,
      taxExempt: mirrored?.taxExempt ?? false,
      displayName: name || (shown.email ?? shown.phone ?? 'No name'),
      pending,
      takenBy: edits.map(edit => this.#takenBy.get(edit.id)).find(each => each !== undefined),
    };
  }

  add(fields: CustomerFields): CustomerEntry {
    const id = `customer-${String((this.#made += 1)).padStart(4, '0')}`;
    this.#write(id, id, nobody, fields);
    return this.get(id)!;
  }

  /** Sets what became of an edit. */
  arrive(editId: string, way: RecordStatus, takenBy?: string): void {
    this.#ways.set(editId, way);
    if (takenBy === undefined) this.#takenBy.delete(editId);
    else this.#takenBy.set(editId, takenBy);
    this.changed$.next();
  }

  /** How many edits have this status. */
  count(at: RecordStatus['at']): number {
    return this.#edits.filter(edit => (this.#ways.get(edit.id)?.at ?? 'this-till') === at).length;
  }

  #write(editId: string, customerId: string, was: EditableCustomer, fields: CustomerFields): void {
    const changes = changesBetween(was, { ...was, ...fields });
    if (Object.keys(changes).length === 0) return;
    this.#edits.push(aCustomerEdit({ id: editId, customerId, isNew: editId === customerId, changes }));
    this.changed$.next();
  }
}
