import { asStoreError, StoreError } from '../contract/store-error.ts';

/** Whether a store can store: the result of its last write. */
export class StoreHealth {
  readonly #file: string;
  readonly #onChange: (trouble: StoreError | undefined) => void;
  #trouble: StoreError | undefined;

  constructor(file: string, onChange: (trouble: StoreError | undefined) => void) {
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

  /** Notes a failure; returns the error to throw. */
  failed(cause: unknown): unknown {
    const error = asStoreError(cause, this.#file);
    if (error instanceof StoreError) this.#set(error);
    return error;
  }

  #set(trouble: StoreError | undefined): void {
    const isNews = trouble?.kind !== this.#trouble?.kind;
    this.#trouble = trouble;
    if (isNews) this.#onChange(trouble);
  }
}
