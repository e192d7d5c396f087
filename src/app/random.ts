/** Randomness, handed in everywhere: this file alone draws from the machine's. */
import { randomBytes } from 'node:crypto';

export interface Random {
  /** An id of a thing of ours: `id('m')` gives `m_…`, 75 bits. */
  id(prefix: string): string;
  /** A lead's opaque id: begins with a letter and has no dash, so it never looks like a number of a lead. */
  ref(): string;
  /** A code that a person types: 60 bits in three groups of four, no letter that looks like another. */
  code(): string;
  /** A secret of 256 bits. */
  token(): string;
  /** From 0 up to, but not including, 1. */
  number(): number;
}

export function systemRandom(): Random {
  return randomFrom(inStock(randomBytes));
}

/** Asking the machine costs the same for few bytes and for many. What is handed out is wiped from the stock. */
function inStock(draw: (count: number) => Uint8Array): (count: number) => Uint8Array {
  let stock = new Uint8Array();
  let used = 0;
  return (count) => {
    if (count > stocked) return draw(count);
    if (used + count > stock.length) {
      stock = Uint8Array.from(draw(stocked));
      used = 0;
    }
    const bytes = stock.slice(used, used + count);
    stock.fill(0, used, used + count);
    used += count;
    return bytes;
  };
}

const stocked = 1024;

/** Anything that gives bytes will do: the machine's randomness, or a seeded one in tests. */
export function randomFrom(bytes: (count: number) => Uint8Array): Random {
  // 256 is a multiple of 32, so every letter is as likely as any other.
  const letters = (count: number) => {
    let text = '';
    for (const byte of bytes(count)) text += alphabet.charAt(byte % alphabet.length);
    return text;
  };
  return {
    id: (prefix) => `${prefix}_${letters(15)}`,
    ref: () => `r${letters(15)}`,
    code: () => `${letters(4)}-${letters(4)}-${letters(4)}`,
    token: () => Buffer.from(bytes(32)).toString('base64url'),
    number: () => Buffer.from(bytes(6)).readUIntBE(0, 6) / 2 ** 48,
  };
}

/** Crockford's: without i, l, o and u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
