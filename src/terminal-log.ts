/** Logs: JSON lines for machines, and short lines where a person looks at the terminal. Both on standard error. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { z } from 'zod';
import type { Log } from './app/app.ts';
import type { Settings } from './settings.ts';

export function makeLog(
  level: Settings['logLevel'],
  output: NodeJS.WriteStream & { readonly fd: number },
): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return output.isTTY ? pino(options, shortLines(output)) : pino(options, inTurns(output.fd));
}

/** What is logged within one turn is written at once: under load a write for every line costs more than the line. */
function inTurns(fd: number): { write(line: string): void } {
  // Less than the most that goes out in one write (16 KiB), or it does not begin at all.
  const lines = pino.destination({ fd, sync: true, minLength: 8 * 1024 });
  let isDue = false;
  const flush = () => {
    isDue = false;
    lines.flushSync();
  };
  process.on('exit', flush);
  return {
    write(line) {
      lines.write(line);
      if (isDue) return;
      isDue = true;
      setImmediate(flush);
    },
  };
}

const names: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
};

const shape = z.looseObject({ level: z.number(), time: z.string(), msg: z.string() });

/** `12:03:11 warn  message key=value`, from the lines that pino writes. */
function shortLines(output: NodeJS.WriteStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const { level, time, msg, ...fields } = shape.parse(JSON.parse(line));
      const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`);
      const name = names[level] ?? String(level);
      output.write(`${time.slice(11, 19)} ${name.padEnd(5)} ${msg}${rest.join('')}\n`, () => done());
    },
  });
}
