import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { flagsToWatch, watchedPrograms, watchOutgoing } from '../../support/outgoing-calls.ts';
import { checkOutgoing, outgoingFigures } from './check-outgoing.ts';
import { isMet } from '../figure.ts';

const environment = {
  DATABASE_URL: 'postgres://baton@database.internal/baton',
  SLACK_API_URL: 'http://127.0.0.1:4001/api/',
  TELEGRAM_BOT_TOKEN: '1:a',
};
const judged = (...lines: string[]) => checkOutgoing({ environment, lines: ['watching', ...lines] });

describe('whom a program calls', () => {
  it('is whom its settings name, the port included', () => {
    expect(
      judged(
        'connect 127.0.0.1 4001',
        'ask database.internal',
        'connect database.internal 5432',
        'connect api.telegram.org 443',
      ),
    ).toEqual([]);
    expect(judged('ask 127.0.0.1')).toEqual([]);
    expect(judged('connect 127.0.0.1 4002')).toEqual(['connect 127.0.0.1 4002']);
  });

  it('is nobody else: neither the host of a link in a lead, nor its name, nor a datagram', () => {
    const others = ['connect evil.example 80', 'ask evil.example', 'datagram 53 127.0.0.1'];
    expect(judged(...others)).toEqual(others);
  });

  it('is not proven by a program that nobody looked at', () => {
    const figures = outgoingFigures([{ environment, lines: [] }], () => {});
    expect(figures.every(isMet)).toBe(false);
  });
});

describe('the watch', () => {
  it('notices a fetch to another host, the old ways to call, a name that is asked for, and leaves them alone', async () => {
    const server = createServer((_, answer) => answer.end('reached')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    watchOutgoing();
    const script = `
      import { get } from 'node:http';
      import { connect } from 'node:net';
      import { lookup } from 'node:dns/promises';
      import { createSocket } from 'node:dgram';
      console.log(await (await fetch('http://127.0.0.1:${port}/')).text());
      await new Promise((done) => get('http://localhost:9/', done).on('error', done));
      await new Promise((done) => connect(8, '127.0.0.1').on('error', done));
      await lookup('somewhere.invalid').catch(() => {});
      const socket = createSocket('udp4');
      await new Promise((done) => socket.send('x', 7, '127.0.0.1', done));
      socket.close();`;
    const flags = flagsToWatch({});
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      '--input-type=module',
      '-e',
      script,
    ]);
    server.close();
    expect(stdout).toBe('reached\n');
    const seen = watchedPrograms().at(-1)?.lines ?? [];
    for (const line of [
      `connect 127.0.0.1 ${port}`,
      'connect localhost 9',
      'connect 127.0.0.1 8',
      'ask somewhere.invalid',
      'datagram 7 127.0.0.1',
    ]) {
      expect(seen).toContain(line);
    }
  });
});
