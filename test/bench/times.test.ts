import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { sayTimes, timed, timesOf } from './times.ts';

/** Serves slowly, and asks itself once in each of Node's two ways. */
const program = `
  import { createServer, get } from 'node:http';
  const server = createServer((request, response) => setTimeout(() => response.end('there'), 40));
  server.listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port + '/api/slow?who=ann';
    await (await fetch(url)).text();
    get(url, (response) => response.resume().on('end', () => console.log('asked')));
  });`;

it('tells how long it served and called, without what was asked', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...timed() },
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(child.stdout, 'data');
  const running = { pid: child.pid ?? 0, printed: () => printed };
  const times = await timesOf(running);
  expect(Object.keys(times).toSorted()).toEqual(['call slow', 'in /api/slow']);
  for (const ones of Object.values(times)) {
    expect(ones).toHaveLength(2);
    expect(Math.min(...ones)).toBeGreaterThan(30);
  }
  expect(await timesOf(running)).toEqual({});
  child.kill();
  await once(child, 'close');
});

it('says what took most first, and leaves out what is rare', () => {
  const times = { rare: [9], often: [1, 2, 3, 4, 3, 2, 1, 2], once: [7, 9, 8, 8] };
  expect(sayTimes(times, 4)).toBe('once 8.00 ms, often 2.00 ms × 2.0, rare 9.00 ms × 0.3');
  expect(sayTimes(times, 8)).toBe('once 8.00 ms × 0.5, often 2.00 ms');
});
