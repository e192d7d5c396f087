/**
 * Whether an error means that the database is away for now, so that the same request may well succeed later.
 * Everything else is a fault of ours, and must not hide behind "try again".
 */

/** What the operating system says of a connection, and pglite of itself once it is closed. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What PostgreSQL says while it has no room, starts or stops: classes 08, 53 and 57P. */
const serverCodes = /^(08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P0[1-5]|25006)$/;

/** `pg` throws these without any code; there is nothing but the sentence to know them by. */
const uncodedSentences = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect$/,
  /^Client has encountered a connection error/,
  /^Client was closed/,
  /^Cannot use a pool after calling end/,
  /^PGlite is clos/,
  /^driver has already been destroyed$/,
];

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = codeOf(error);
  if (code !== null) return connectionCodes.has(code) || serverCodes.test(code) || isSocketGone(error);
  return uncodedSentences.some((sentence) => sentence.test(error.message)) || isDatabaseAway(error.cause);
}

/** The server's Unix socket is not there. Of a file it would mean something else. */
function isSocketGone(error: Error): boolean {
  return codeOf(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';
}

export function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
