/** Counts what is logged as an error, by its kind: the name or code that the log has anyway, and never a message. */
import type { Log } from './app.ts';
import type { Counts } from './counts.ts';

export function countErrors(log: Log, counts: Pick<Counts, 'error'>): Log {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error(fields, message) {
      const kind = String(fields['error'] ?? fields['code'] ?? 'unknown');
      counts.error(/^[A-Za-z][\w ]{0,60}$/.test(kind) ? kind : 'unknown');
      log.error(fields, message);
    },
  };
}
