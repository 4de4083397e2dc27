import { asStoreError, StoreError } from '../contract/store-error.ts';

/** Whether a store can store: the result of its last write. */
export class StoreHealth {
  readonly #file: string;
  readonly #asError: (cause: unknown, file: string) => unknown;
  readonly #onChange: (trouble: StoreError | undefined) => void;
  #trouble: StoreError | undefined;

  /** `asError` makes a StoreError of what is about the store. */
  constructor(
    file: string,
    onChange: (trouble: StoreError | undefined) => void,
    asError: (cause: unknown, file: string) => unknown = asStoreError,
  ) {
    this.#asError = asError;
    this.#file = file;
    this.#onChange = onChange;
  }

  /** Why nothing could be stored when it was last tried. */
  get trouble(): StoreError | undefined {
    return this.#trouble;
  }

  stored(): void {
    this.#set(undefined);
  }

  /** Notes a failure; returns the error to throw. One that waited in vain for others says nothing about the store. */
  failed(cause: unknown): unknown {
    const error = this.#asError(cause, this.#file);
    if (error instanceof StoreError && error.kind !== 'busy') this.#set(error);
    return error;
  }

  #set(trouble: StoreError | undefined): void {
    const isNews = trouble?.kind !== this.#trouble?.kind;
    this.#trouble = trouble;
    if (isNews) this.#onChange(trouble);
  }
}
