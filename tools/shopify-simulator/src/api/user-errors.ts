/** One refusal of a mutation, in the shape of its payload's error type. */
export interface UserError {
  readonly __typename: string;
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code?: string | null;
}

export function userError(
  field: readonly string[] | null,
  message: string,
  code: string | null = null,
  typename = 'UserError',
): UserError {
  return { __typename: typename, field, message, code };
}
