import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/project-files.ts';

/** Sends a contact to a port where nobody listens, with telegraf told to print everything. */
const program = `
  import { makeCall } from './adapters/telegram/call.ts';
  import { systemClock } from './src/app/clock.ts';
  const call = makeCall({
    botToken: '700:secret-token', apiRoot: 'http://127.0.0.1:1', clock: systemClock(), onMoved: async () => {},
  });
  await call('sendMessage', { chat_id: 1, text: '+380671234567' }).catch(() => {});
`;

describe('what telegraf prints', () => {
  it.each(['telegraf:*', '*', 'telegraf:client,other'])('is nothing with DEBUG=%s', (DEBUG) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '--eval', program],
      { cwd: root, encoding: 'utf8', env: { ...process.env, DEBUG } },
    );
    expect(status).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/380671234567|secret-token|telegraf/);
  });
});
