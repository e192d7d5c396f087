/** What may be logged of an error: its kind. A message could quote what somebody wrote, or hold the token (L45, T11). */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
