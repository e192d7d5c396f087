import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { megabytesOf } from '../support/resident-memory.ts';
import { highestDuring, liveOf, slopeOf, tellMemory } from './memory.ts';

/** Keeps so many MB more, or throws them away, at each line on its standard input. */
const holder = `
  const kept = [];
  process.stdin.setEncoding('utf8').on('data', (line) => {
    const [, deed, megabytes] = /(\\w+) (\\d+)/.exec(line);
    const made = Array.from({ length: Number(megabytes) * 1024 }, (_, index) => Array.from({ length: 128 }, () => index + 0.5));
    if (deed === 'keep') kept.push(made);
    process.stdout.write(deed + ' done\\n');
  });
  process.stdout.write('ready\\n');`;

async function aHolder() {
  const child = spawn(process.execPath, [`--import=${tellMemory.href}`, '-e', holder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child.stdout, 'data');
  const { pid } = child;
  if (pid === undefined) throw new Error('It could not be started.');
  return {
    pid,
    printed: () => printed,
    async do(line: string) {
      child.stdin.write(`${line}\n`);
      await once(child.stdout, 'data');
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'close');
    },
  };
}

describe('what a program holds', () => {
  it('is what it keeps, and not what it has thrown away', async () => {
    await using program = await aHolder();
    const empty = await liveOf(program);
    await program.do('waste 20');
    expect((await liveOf(program)) - empty).toBeLessThan(5);
    await program.do('keep 20');
    expect((await liveOf(program)) - empty).toBeGreaterThan(18);
  });

  it('is at most what it held meanwhile, though it is garbage', async () => {
    await using program = await aHolder();
    const before = await megabytesOf(program.pid);
    const highest = await highestDuring(program.pid, () => program.do('waste 40'));
    expect(highest - before).toBeGreaterThan(30);
  });
});

describe('how it grows', () => {
  it('is what is added for each, whatever goes up and down around it', () => {
    expect(slopeOf([10, 20, 30, 40].map((x) => [x, 100 + x * 0.5]))).toBeCloseTo(0.5);
    expect(slopeOf([1, 2, 3, 4].map((x) => [x, 7]))).toBe(0);
    expect(slopeOf([0, 1, 2, 3, 4, 5, 6, 7].map((x) => [x, x * 2 + (x % 2)]))).toBeGreaterThan(1.9);
  });
});
