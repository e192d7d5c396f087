/** What may be told of an error: its code (`ECONNREFUSED`) or its name. Its message could hold a password or a contact. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
