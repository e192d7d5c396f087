import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSlacks, secretsOf } from '../../../adapters/slack/signature.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const now = Date.UTC(2026, 10, 26, 9);
const body = Buffer.from('token=x&command=%2Fbaton&text=%D0%BB%D1%96%D0%B4');

const signed = (more: { at?: number; key?: string; bytes?: Uint8Array } = {}) => {
  const timestamp = String(Math.floor((more.at ?? now) / 1000));
  const bytes = more.bytes ?? body;
  const hash = createHmac('sha256', more.key ?? secret)
    .update(`v0:${timestamp}:`)
    .update(bytes)
    .digest('hex');
  return { timestamp, signature: `v0=${hash}`, body: bytes };
};
const isGood = (given: Parameters<typeof isSlacks>[0], secrets = [secret]) => isSlacks(given, secrets, now);

describe("Slack's signature", () => {
  it('is good over the bytes as they came', () => {
    expect(isGood(signed())).toBe(true);
    expect(isGood(signed({ bytes: Buffer.alloc(0) }))).toBe(true);
  });

  it('is no good over other bytes, with another secret or another time', () => {
    expect(isGood({ ...signed(), body: Buffer.from('token=y') })).toBe(false);
    expect(isGood(signed({ key: 'another-secret-of-32-letters-----' }))).toBe(false);
    expect(isGood({ ...signed(), timestamp: String(now / 1000 - 1) })).toBe(false);
  });

  it('is no good when any bit of it is turned', () => {
    const { signature, ...rest } = signed();
    for (let index = 0; index < signature.length; index += 1) {
      const turned = String.fromCharCode(signature.charCodeAt(index) ^ 1);
      expect(
        isGood({ ...rest, signature: signature.slice(0, index) + turned + signature.slice(index + 1) }),
      ).toBe(false);
    }
  });

  it('is no good without its parts, or with them doubled or in another form', () => {
    const good = signed();
    for (const signature of [undefined, '', 'v0=', good.signature.slice(3), `v1${good.signature.slice(2)}`]) {
      expect(isGood({ ...good, signature })).toBe(false);
    }
    expect(isGood({ ...good, signature: [good.signature, good.signature] })).toBe(false);
    expect(isGood({ ...good, signature: `${good.signature}, ${good.signature}` })).toBe(false);
    expect(isGood({ ...good, signature: good.signature.toUpperCase() })).toBe(false);
    for (const timestamp of [
      undefined,
      '',
      'now',
      '-5',
      '1e3',
      ` ${good.timestamp}`,
      `${good.timestamp}.0`,
    ]) {
      expect(isGood({ ...good, timestamp })).toBe(false);
    }
  });

  it('is as old as five minutes at most, and hardly from the future (S2, S5)', () => {
    expect(isGood(signed({ at: now - 299_000 }))).toBe(true);
    expect(isGood(signed({ at: now - 301_000 }))).toBe(false);
    expect(isGood(signed({ at: now + 59_000 }))).toBe(true);
    expect(isGood(signed({ at: now + 61_000 }))).toBe(false);
    expect(isGood(signed({ at: now + 86_400_000 }))).toBe(false);
  });

  it('is good with either of two secrets while one is being replaced', () => {
    const next = 'ffffffffffffffffffffffffffffffff';
    expect(isGood(signed(), [next, secret])).toBe(true);
    expect(isGood(signed({ key: next }), [next, secret])).toBe(true);
    expect(isGood(signed({ key: next }), [secret])).toBe(false);
  });
});

describe('the signing secret', () => {
  it('is refused when it is missing or too short to be one', () => {
    for (const setting of [null, '', '  ', 'short', `${secret},`, `${secret},short`]) {
      expect(() => secretsOf(setting)).toThrow('SLACK_SIGNING_SECRET');
    }
  });

  it('is one, or two with a comma between them', () => {
    expect(secretsOf(secret)).toEqual([secret]);
    expect(secretsOf(`${secret}, ${secret}2`)).toEqual([secret, `${secret}2`]);
  });
});
