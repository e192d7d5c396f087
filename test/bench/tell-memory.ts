/**
 * Loaded before the program itself (`--import`): at each SIGUSR2 all garbage is collected, and what is held then is
 * printed as `holds BYTES`. What the system says a process holds goes up and down by more than a small leak would add.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
if (typeof collect !== 'function') throw new Error('Garbage cannot be collected by hand.');
process.on('SIGUSR2', () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`holds ${heapUsed + external}\n`);
});
