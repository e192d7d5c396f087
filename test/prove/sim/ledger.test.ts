import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nextSeed, readLedger, sourceHash, sumOf, writeLedger, type Book } from './ledger.ts';

const run = { source: 'abc', date: '2026-11-26', from: 1, to: 40, violations: 0 };
const other = { ...run, source: 'def', from: 41, to: 45, violations: 2 };

describe('the ledger of simulated days', () => {
  it('adds up, of one program and of all', () => {
    const book: Book = { runs: [run, other] };
    expect(sumOf(book)).toEqual({ days: 45, violations: 2 });
    expect(sumOf(book, 'abc')).toEqual({ days: 40, violations: 0 });
    expect(nextSeed(book)).toBe(46);
    expect(nextSeed({ runs: [] })).toBe(1);
  });

  it('is read as it was written, is empty where there is none, and leaves nothing half-written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-ledger-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'ledger.json');
    expect(await readLedger(file)).toEqual({ runs: [] });
    await writeLedger(file, { runs: [run, other] });
    expect(await readLedger(file)).toEqual({ runs: [run, other] });
    expect(await readdir(folder)).toEqual(['ledger.json']);
  });

  it('is refused where somebody wrote something else into it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-ledger-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'ledger.json');
    await writeLedger(file, { runs: [{ ...run, from: 0 }] });
    await expect(readLedger(file)).rejects.toThrow('from');
  });

  it('tells one program from another by its source', async () => {
    expect(await sourceHash()).toMatch(/^[0-9a-f]{12}$/u);
    expect(await sourceHash()).toBe(await sourceHash());
  });
});
