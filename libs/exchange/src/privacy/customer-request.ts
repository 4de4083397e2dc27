/** What is known of a customer who asked, for a person to send them. */
export interface CustomerRequest {
  /** Names the file; has no personal data. The same for a repeated request. */
  readonly name: string;
  /** JSON. */
  readonly text: string;
}
