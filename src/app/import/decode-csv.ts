/**
 * Finds out in which letters a file is written, and gives it back as UTF-8: spreadsheets of this part of the world
 * still save Windows-1251. It guesses only where the guess can be checked, and says what it took the file for.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Say } from '../../words/say.ts';

export type Encoding = 'utf-8' | 'windows-1251';

export type Decoded =
  | { readonly ok: true; readonly encoding: Encoding; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly says: string };

export async function decodeCsv(bytes: Uint8Array, say: Say): Promise<Decoded> {
  const refusal = refusalOf(bytes);
  if (refusal !== null) return { ok: false, says: say(`imports.file.${refusal}`) };
  if (await isUtf8(bytes)) return { ok: true, encoding: 'utf-8', bytes: withoutMark(bytes) };
  const cyrillic = await readCyrillic(bytes);
  return cyrillic
    ? { ok: true, encoding: 'windows-1251', bytes: cyrillic }
    : { ok: false, says: say('imports.file.encoding') };
}

function refusalOf(bytes: Uint8Array): 'empty' | 'workbook' | 'utf16' | 'binary' | null {
  if (bytes.length === 0) return 'empty';
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    return 'workbook';
  }
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return 'utf16';
  if (!bytes.includes(0)) return null;
  // In UTF-16 without its mark every second byte of plain letters is a NUL.
  const sample = bytes.subarray(0, 4096);
  const nuls = sample.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  return nuls > sample.length / 5 ? 'utf16' : 'binary';
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, at) => bytes[at] === byte);
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;
}

/** A file may be large, and others want to be served meanwhile. */
const pieceBytes = 256 * 1024;

async function isUtf8(bytes: Uint8Array): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true });
      await breathe();
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Null if it does not read as Cyrillic: any bytes can be read as Windows-1251. */
async function readCyrillic(bytes: Uint8Array): Promise<Uint8Array | null> {
  const decoder = new TextDecoder('windows-1251');
  const pieces: Uint8Array[] = [];
  let [words, readable] = [0, 0];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const text = decoder.decode(bytes.subarray(at, at + pieceBytes));
    if (words < enoughWords) {
      const foreign = text.match(/\p{L}+/gu)?.filter((word) => /[^\0-\x7f]/.test(word)) ?? [];
      words += foreign.length;
      readable += foreign.filter((word) => cyrillicWord.test(word)).length;
    }
    pieces.push(Buffer.from(text));
    await breathe();
  }
  return readable >= words * readableShare ? Buffer.concat(pieces) : null;
}

const enoughWords = 5_000;
const readableShare = 0.6;

/**
 * Nothing but Ukrainian or Russian letters, and capitals where they belong: KOI8 read as Windows-1251 has them the
 * other way round, and a word of a Western language gets a single Cyrillic letter in its middle.
 */
const cyrillicWord =
  /^(?:[\u0410-\u042F\u0401\u0404\u0406\u0407\u0490]?[\u0430-\u044F\u0451\u0454\u0456\u0457\u0491]*|[\u0410-\u042F\u0401\u0404\u0406\u0407\u0490]+)$/u;
