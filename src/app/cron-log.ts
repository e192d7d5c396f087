/** node-cron's own words go nowhere but to the log. */
import type { Log } from './app.ts';

export function cronLog(log: Log) {
  const textOf = (message: string | Error) => (message instanceof Error ? message.name : message);
  return {
    info: (message: string) => log.debug({}, message),
    debug: (message: string | Error) => log.debug({}, textOf(message)),
    warn: (message: string) => log.warn({}, message),
    error: (message: string | Error) => log.error({}, textOf(message)),
  };
}
