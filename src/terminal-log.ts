/** Logs: JSON lines for machines, and short lines where a person looks at the terminal. Both on standard error. */
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pino, type DestinationStream } from 'pino';
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

/**
 * What is logged within one turn is written at once: under load a write for every line costs more than the line. Where
 * nobody reads and no more fits in between, Baton goes on: lines wait, up to so many bytes. Those that come then are left
 * out until all that waits has gone, and in their place it is said how many they were.
 */
function inTurns(fd: number): DestinationStream {
  let waiting: Uint8Array = Buffer.alloc(0);
  let lines: string[] = [];
  let size = 0;
  let leftOut = 0;
  let isDue = false;
  const flush = () => {
    isDue = false;
    const all = Buffer.concat([waiting, Buffer.from(lines.join(''))]);
    waiting = all.subarray(writeWhatFits(fd, all));
    lines = [];
    size = waiting.length;
    if (size > 0) return later();
    if (leftOut === 0) return;
    lines.push(sayLeftOut(leftOut));
    leftOut = 0;
    flush();
  };
  const later = () => {
    isDue = true;
    setTimeout(flush, againMs).unref();
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (leftOut > 0 || size + line.length > waitAtMost) {
        leftOut += 1;
        return;
      }
      lines.push(line);
      size += line.length;
      if (isDue) return;
      isDue = true;
      setImmediate(flush);
    },
  };
}

/** Bytes; of text, letters are counted. */
const waitAtMost = 1024 * 1024;
const againMs = 100;

/** Answers how many bytes have gone. */
function writeWhatFits(fd: number, bytes: Uint8Array): number {
  let gone = 0;
  try {
    while (gone < bytes.length) gone += writeSync(fd, bytes, gone);
    return gone;
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    // Else whoever read it is gone, or its disk is full: there is nobody to be told of it.
    return isFull ? gone : bytes.length;
  }
}

function sayLeftOut(lines: number): string {
  return `{"level":${pino.levels.values['warn']}${pino.stdTimeFunctions.isoTime()},"lines":${lines},"msg":"Nobody read the log for a while: lines were left out."}\n`;
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
