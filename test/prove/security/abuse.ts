/**
 * What is sent to hold the program up: bodies of 200 MB, JSON nested without end, headers of 10 MB, a thousand
 * connections that never say what they want and a thousand that say it letter by letter, in headers or in a body. All is
 * refused, memory stays what it was, the connections are closed, and honest people are served meanwhile, newcomers too.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../../bench/compare.ts';
import { atRate } from '../../bench/http-load.ts';
import { megabytesOf } from '../../support/resident-memory.ts';
import { testToken } from '../../support/run-baton.ts';
import { openChats, signed, slackBody } from '../floor/chats.ts';
import type { Chats } from '../floor/chats.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { send } from '../floor/sales-floor.ts';

const megabyte = 1024 * 1024;
const honestASecond = 20;
const honestMs = 10_000;
const newcomerEveryMs = 100;
const closedWithinSeconds = 15;
/** After that the proof doesn't wait any more. */
const patienceMs = 150_000;

export async function proveAbuse(options: ProofOptions): Promise<readonly Figure[]> {
  await using chats = await openChats();
  const { baton } = chats;
  const connections = numberOf(options.more['clicks'], 1_000);
  const made = await send(baton, '/api/leads', { name: 'Somebody', email: 'pressed@prove.example' });
  const honest = (from: number) => pressHonestly(chats, String(made['ref']), from);
  await honest(0);
  const alone = await honest(10_000);
  const before = await megabytesOf(baton.pid);
  const memory = watchMemory(baton.pid, before);
  try {
    const bodies = await largeBodies(baton.url);
    for (const { what, status } of bodies) options.say(`  ${what}: ${status ?? 'closed'}`);
    const afterBodies = memory.most();
    const opened: Held[] = [];
    for (const [begins, drips] of hostile) {
      opened.push(...(await holdMany(baton.url, connections / 2, begins, drips)));
    }
    const [beside, turnedAway] = await Promise.all([honest(20_000), comeAnew(baton.url)]);
    const slowest = await untilClosed(opened);
    options.say(
      `abuse: memory ${before.toFixed(0)} MB before, ${afterBodies.toFixed(0)} at most during the bodies, ` +
        `${memory.most().toFixed(0)} during ${opened.length} connections; ` +
        `honest p99 ${alone.toFixed(0)} ms before, ${beside.toFixed(0)} ms beside`,
    );
    const isAlive = (await fetch(`${baton.url}/healthz`)).status === 200;
    return [
      zero('R26', 'crashes', isAlive ? 0 : 1),
      zero(
        'R26',
        'huge requests let in',
        bodies.filter(({ status }) => status !== null && status < 400).length,
      ),
      atMost('memory for huge requests', afterBodies - before, 16, 'MB'),
      zero('R26', 'honest newcomers turned away', turnedAway),
      atMost('until the last idle connection was closed', slowest / 1000, closedWithinSeconds, 's'),
      atMost('honest p99 beside the connections ÷ before', beside / alone, 2, ''),
    ];
  } catch (error) {
    options.say(baton.printed().slice(-2_000));
    throw error;
  } finally {
    await memory.end();
  }
}

function watchMemory(pid: number, before: number) {
  const state = { most: before, isOver: false };
  const watching = (async () => {
    while (!state.isOver) {
      state.most = Math.max(state.most, await megabytesOf(pid));
      await pause(100);
    }
  })();
  // A program that is gone has none, and that shows elsewhere.
  watching.catch(() => (state.isOver = true));
  return {
    most: () => state.most,
    async end() {
      state.isOver = true;
      await Promise.allSettled([watching]);
    },
  };
}

const atMost = (name: string, value: number, than: number, unit: string): Figure => ({
  row: 'R26',
  name,
  value,
  goal: { is: 'at most', than },
  ...(unit === '' ? {} : { unit }),
});

/** Answers their p99; that one was not answered ends the proof. */
async function pressHonestly(
  { players, secrets, channel, baton }: Chats,
  ref: string,
  from: number,
): Promise<number> {
  const { failed, took } = await atRate(
    {
      port: Number(new URL(baton.url).port),
      path: '/slack/events',
      headers: (body) =>
        Object.fromEntries(signed(body, secrets.slack, Math.floor(Date.now() / 1000)).headers),
      body(index) {
        const by = players[index % players.length];
        if (!by) throw new Error('Nobody is there.');
        return slackBody({ id: index, by, code: `claim:${ref}` }, channel);
      },
    },
    { perSecond: honestASecond, ms: honestMs, from },
  );
  if (failed > 0) throw new Error(`${failed} honest presses were refused.`);
  return quantile(took, 0.99);
}

type Huge = { readonly what: string; readonly status: number | null };

async function largeBodies(url: string): Promise<readonly Huge[]> {
  const stamp = String(Math.floor(Date.now() / 1000));
  const api = [`authorization: Bearer ${testToken}`, 'content-type: application/json'];
  const slack = [
    'content-type: application/x-www-form-urlencoded',
    `x-slack-request-timestamp: ${stamp}`,
    `x-slack-signature: v0=${'0'.repeat(64)}`,
  ];
  const deep = '['.repeat(200_000);
  const told: Huge[] = [];
  for (const [what, path, headers, body] of [
    ['200 MB to the API', '/api/leads', api, null],
    ['200 MB to the API, in pieces', '/api/leads', [...api, 'transfer-encoding: chunked'], null],
    ['200 MB without a token', '/api/leads', ['content-type: application/json'], null],
    ['200 MB to Slack’s door', '/slack/events', slack, null],
    ['200 MB to Slack’s door, unsigned', '/slack/events', slack.slice(0, 1), null],
    ['200 MB to Telegram’s door', '/telegram/webhook', ['content-type: application/json'], null],
    ['JSON without end', '/api/leads', api, deep],
    ['a header of 10 MB', '/api/leads', [`x-large: ${'x'.repeat(10 * megabyte)}`], ''],
  ] as const) {
    told.push({ what, status: await sendHuge(url, path, headers, body) });
  }
  return told;
}

/** Goes on sending until somebody answers or hangs up. Null: nobody answered. */
async function sendHuge(
  url: string,
  path: string,
  headers: readonly string[],
  body: string | null,
): Promise<number | null> {
  const socket = await open(url);
  const answer = { text: '' };
  socket.on('data', (chunk: Buffer) => (answer.text += chunk.toString('latin1')));
  const isChunked = headers.includes('transfer-encoding: chunked');
  const length = body === null ? 200 * megabyte : Buffer.byteLength(body);
  const head = [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', ...headers];
  if (!isChunked) head.push(`content-length: ${length}`);
  socket.write(`${head.join('\r\n')}\r\n\r\n${body ?? ''}`);
  const piece = Buffer.alloc(megabyte, 'x');
  const pieces = body === null ? 200 : 0;
  for (let sent = 0; sent < pieces && answer.text === '' && !socket.destroyed; sent += 1) {
    if (isChunked) socket.write(`${megabyte.toString(16)}\r\n`);
    const goesOn = socket.write(piece);
    if (isChunked) socket.write('\r\n');
    if (!goesOn) await heard(socket, 'drain', 5_000);
  }
  if (answer.text === '' && !socket.destroyed) {
    await heard(socket, 'data', 20_000);
  }
  socket.destroy();
  return answer.text === '' ? null : Number(answer.text.slice(9, 12));
}

async function open(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
  // Who is hung up on while they write hears so as an error.
  socket.on('error', () => socket.destroy());
  await heard(socket, 'connect', 30_000);
  return socket;
}

/** Or it was closed, or it took too long. */
function heard(socket: Socket, event: 'connect' | 'data' | 'drain', ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  socket.once(event, () => resolve()).once('close', () => resolve());
  return promise.finally(() => clearTimeout(timer));
}

type Held = { readonly openedAt: number; readonly socket: Socket; closedAt: number | null };

function held(socket: Socket): Held {
  const one: Held = { openedAt: performance.now(), socket, closedAt: null };
  socket.resume().once('close', () => {
    one.closedAt = performance.now();
  });
  return one;
}

/** What they say at first, and whether they go on letter by letter, one a second. */
const hostile = [
  ['', false],
  ['POST /slack/events HTTP/1.1\r\nhost: x\r\n', false],
  ['POST /api/leads HTTP/1.1\r\nhost: x\r\nx-slow: ', true],
  ['POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10000\r\n\r\n', true],
] as const;

async function holdMany(
  url: string,
  count: number,
  begins: string,
  drips: boolean,
): Promise<readonly Held[]> {
  const all: Held[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = await open(url);
    if (begins !== '') socket.write(begins);
    all.push(held(socket));
    if (!drips) continue;
    const timer = setInterval(() => socket.write('x'), 1_000);
    socket.once('close', () => clearInterval(timer));
  }
  return all;
}

/** Each over a connection of their own. Answers how many were not served. */
async function comeAnew(url: string): Promise<number> {
  let turnedAway = 0;
  for (const until = performance.now() + honestMs; performance.now() < until; await pause(newcomerEveryMs)) {
    const answer = await fetch(`${url}/healthz`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(honestMs),
    }).catch(() => null);
    if (answer?.status !== 200) turnedAway += 1;
  }
  return turnedAway;
}

/** How long the last one stood. */
async function untilClosed(all: readonly Held[]): Promise<number> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && all.some(({ closedAt }) => closedAt === null)) await pause(200);
  for (const { socket } of all) socket.destroy();
  return Math.max(...all.map(({ openedAt, closedAt }) => (closedAt ?? Infinity) - openedAt));
}
