/**
 * The seal of a backup: the SHA-256 of all its bytes, in a gzip member of its own behind them. Whoever unpacks the file
 * with any tool sees it as the last line.
 *
 * gzip's own sum is of what comes out, and some bits of the file (a time in its head, the filling of its last byte) do
 * not matter to that. The seal covers every bit, and is looked at before a byte is unpacked.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { BackupUnusable } from './format.ts';

/** No time, no name, no system: the same lines give the same file wherever they are packed. */
const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Puts the seal behind what a gzip stream gives. */
export function sealing(): Transform {
  const hash = createHash('sha256');
  let started = false;
  let first = Buffer.alloc(0);
  const begin = (): Buffer => {
    started = true;
    const bytes = Buffer.concat([head, first.subarray(head.length)]);
    hash.update(bytes);
    return bytes;
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (started) {
        hash.update(chunk);
        return done(null, chunk);
      }
      first = Buffer.concat([first, chunk]);
      if (first.length < head.length) return done();
      done(null, begin());
    },
    flush(done) {
      if (!started) return done(new Error('There is nothing to be sealed.'));
      done(null, sealOf(hash.digest('hex')));
    },
  });
}

/** Checks the seal; answers how many bytes stand before it. */
export async function checkSeal(path: string): Promise<number> {
  const { size } = await stat(path);
  const length = size - sealLength;
  if (length < head.length) throw new BackupUnusable(size === 0 ? 'cut short' : 'not a backup');
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: length - 1 })) hash.update(chunk);
  const [start, end] = await readEnds(path, length);
  if (sealOf(hash.digest('hex')).equals(end)) return length;
  if (!start.subarray(0, 4).equals(head.subarray(0, 4))) throw new BackupUnusable('not a backup');
  throw new BackupUnusable(isSeal(end) ? 'damaged' : 'cut short');
}

async function readEnds(path: string, length: number): Promise<readonly [Buffer, Buffer]> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(head.length);
    const end = Buffer.alloc(sealLength);
    await file.read(start, 0, start.length, 0);
    await file.read(end, 0, end.length, length);
    return [start, end];
  } finally {
    await file.close();
  }
}

/** A gzip member that holds the line as it is. */
function sealOf(sha256: string): Buffer {
  const line = Buffer.from(`{"sealed":"${sha256}"}\n`);
  const bytes = Buffer.alloc(head.length + 5 + line.length + 8);
  head.copy(bytes);
  let at = head.length;
  at = bytes.writeUInt8(1, at);
  at = bytes.writeUInt16LE(line.length, at);
  at = bytes.writeUInt16LE(0xffff - line.length, at);
  at += line.copy(bytes, at);
  at = bytes.writeUInt32LE(crc32(line), at);
  bytes.writeUInt32LE(line.length, at);
  return bytes;
}

const sealLength = sealOf('0'.repeat(64)).length;

/** Whether it was one, be it the right one or not. */
function isSeal(bytes: Buffer): boolean {
  return bytes.includes('"sealed"') || bytes.subarray(0, 4).equals(head.subarray(0, 4));
}
