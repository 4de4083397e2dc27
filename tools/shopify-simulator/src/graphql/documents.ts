import { parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Maximum number of parsed queries kept. */
const keptLimit = 500;

/** Parses and validates queries, each text once. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #parsed = new Map<string, DocumentNode>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The document, or the errors with which Shopify refuses it. */
  read(query: string): DocumentNode | { readonly errors: readonly object[] } {
    const known = this.#parsed.get(query);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return { errors: [{ message: String(error), extensions: { code: 'PARSE_ERROR' } }] };
    }
    const errors = validate(this.#schema, document, specifiedRules);
    if (errors.length > 0)
      return {
        errors: errors.map(({ message, locations }) => ({
          message,
          locations,
          extensions: { code: validationCode(message) },
        })),
      };
    if (this.#parsed.size > keptLimit) this.#parsed.clear();
    this.#parsed.set(query, document);
    return document;
  }
}

/** The code that graphql-ruby gives for a graphql-js message, as far as recorded. */
function validationCode(message: string): string {
  if (message.startsWith('Cannot query field')) return 'undefinedField';
  if (message.startsWith('Unknown argument')) return 'argumentNotAccepted';
  if (message.startsWith('Unknown type')) return 'undefinedType';
  if (message.startsWith('Unknown directive')) return 'undefinedDirective';
  if (message.includes('is never used')) return 'variableNotUsed';
  if (message.includes('must have a selection')) return 'selectionMismatch';
  if (message.includes('is required, but it was not provided')) return 'missingRequiredArguments';
  return 'argumentLiteralsIncompatible';
}
