/** Logs more than anybody's buffer holds to a standard error that nobody reads, and says on standard output when it has. */
import { setTimeout as pause } from 'node:timers/promises';
import { makeLog } from '../../src/terminal-log.ts';

const log = makeLog('info', process.stderr);
for (let line = 0; line < 40_000; line += 1) {
  log.info({ line }, 'A line that is long enough to fill what is between two programs.');
  if (line % 100 === 0) await pause(0);
}
process.stdout.write('logged\n');
// It lives until its standard input ends.
process.stdin.on('data', () => log.warn({}, 'Somebody reads again.'));
