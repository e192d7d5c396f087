import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { z } from 'zod';

const script = new URL('log-unread.ts', import.meta.url);
const again = 'Somebody reads again.';
const line = z.object({ level: z.number(), time: z.string(), msg: z.string(), lines: z.number().optional() });

it('goes on where nobody reads its log, keeps what fits, and says how many lines it left out', async () => {
  const child = spawn(process.execPath, [script.pathname], { stdio: 'pipe' });
  // Nothing reads its standard error yet.
  await once(child.stdout, 'data');
  const lines: z.infer<typeof line>[] = [];
  for await (const one of createInterface({ input: child.stderr })) {
    const read = line.parse(JSON.parse(one));
    lines.push(read);
    if (read.lines !== undefined) child.stdin.write('read\n');
    if (read.msg === again) child.stdin.end();
  }
  const leftOut = lines.find((one) => one.lines !== undefined);
  expect(leftOut?.msg).toBe('Nobody read the log for a while: lines were left out.');
  expect(lines.length - 2 + (leftOut?.lines ?? 0)).toBe(40_000);
  expect(lines.at(-1)?.msg).toBe(again);
  // A megabyte waits, and not much more stands between the two.
  expect(lines.length).toBeGreaterThan(5_000);
});
