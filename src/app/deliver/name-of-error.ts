/** An error as it may stand in a log: its name and code, never its message, which may quote what people wrote. */
export function nameOfError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}
