/**
 * Requests that look like Slack's and Telegram's and are not: signed for another body, moment or with another secret,
 * too old, from the future, with headers missing, doubled or mangled. None may be let in, and what was let in once has
 * no second effect when it is sent again.
 */
import { connect } from 'node:net';
import { once } from 'node:events';
import { spawnBaton } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { openChats, signed, slackBody, telegramPress } from '../floor/chats.ts';
import type { Chats, Posted } from '../floor/chats.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { custodianId, send } from '../floor/sales-floor.ts';

const atOnce = 8;
const repeats = 5;

export async function proveForged(options: ProofOptions): Promise<readonly Figure[]> {
  const tries = numberOf(options.more['tries'], options.full ? 1_000_000 : 50_000);
  const next = `${'n'.repeat(31)}1`;
  await using chats = await openChats({ environment: {} });
  const leads = await sendLeads(chats, 'forged', 20);
  const accepted = await sendForged(chats, leads, tries, options);
  const moved = await historiesOf(chats, leads);
  // Leads of their own: one that a forged press has moved says nothing about a repeated one.
  const again = await sendAgain(chats, await sendLeads(chats, 'again', 10));
  const weak = await weakSecretsTaken(chats);
  const rotated = await rotatedTaken(chats, next, leads);
  const figure = (name: string, value: number, than = 0): Figure => ({
    row: 'R21',
    name,
    value,
    goal: { is: 'exactly', than },
  });
  return [
    figure(`of ${tries} forged requests let in`, accepted),
    figure('leads moved by them', moved),
    figure('honest presses let in', again.honest, again.sent),
    figure('second effects of a repeated one', again.effects),
    figure('empty or short secrets that a start takes', weak),
    figure('secrets that are taken while one replaces the other', rotated, 2),
  ];
}

async function sendLeads({ baton }: Chats, name: string, count: number): Promise<readonly string[]> {
  const leads: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const made = await send(baton, '/api/leads', {
      name: 'Somebody',
      email: `${name}-${index}@prove.example`,
    });
    leads.push(String(made['ref']));
  }
  return leads;
}

type Line = { send(posted: Posted): Promise<number> };

/** Bytes as they are: `fetch` would mend headers that are wrong. */
async function openLine(url: string): Promise<Line> {
  const { port } = new URL(url);
  let socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return {
    async send({ path, headers, body }) {
      if (socket.destroyed || !socket.writable) {
        socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
        await once(socket, 'connect');
      }
      const head = [
        `POST ${path} HTTP/1.1`,
        `host: 127.0.0.1:${port}`,
        `content-length: ${Buffer.byteLength(body)}`,
        ...headers.map(([name, value]) => `${name}: ${value}`),
      ];
      const { promise, resolve } = Promise.withResolvers<number>();
      let received = '';
      const onData = (chunk: Buffer) => {
        received += chunk.toString('latin1');
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = Number(/\r\ncontent-length: (\d+)/iu.exec(received)?.[1] ?? 0);
        if (received.length >= end + 4 + length) resolve(Number(received.slice(9, 12)));
      };
      const onClose = () => resolve(0);
      socket.on('data', onData).once('close', onClose);
      socket.once('error', onClose);
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      const status = await promise;
      socket.off('data', onData).off('close', onClose).off('error', onClose);
      return status;
    },
  };
}

async function sendForged(
  chats: Chats,
  leads: readonly string[],
  tries: number,
  options: ProofOptions,
): Promise<number> {
  const random = seededRandom(options.seed);
  const below = (count: number) => Math.floor(random.number() * count);
  const forgeries = forgeriesOf(chats, below);
  const statuses = new Map<string, number>();
  let [sent, accepted] = [0, 0];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      const line = await openLine(chats.baton.url);
      while (sent < tries) {
        sent += 1;
        const by = chats.players[below(chats.players.length)];
        const lead = leads[below(leads.length)];
        const forge = forgeries[sent % forgeries.length];
        if (!by || !lead || !forge) throw new Error('There is nothing to forge.');
        const status = await line.send(forge.make({ id: 10_000_000 + sent, by, code: `claim:${lead}` }));
        const key = `${forge.name} ${status}`;
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
        if (status >= 200 && status < 300) accepted += 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  options.say(`forged: ${sent} in ${seconds.toFixed(1)} s, ${(sent / seconds).toFixed(0)} a second`);
  const lines = [...statuses].toSorted(([a], [b]) => a.localeCompare(b));
  options.say(`  ${lines.map(([key, count]) => `${key}: ${count}`).join(', ')}`);
  return accepted;
}

type Forgery = { readonly name: string; make(press: Parameters<typeof slackBody>[0]): Posted };

function forgeriesOf(
  { channel, group, secrets }: Chats,
  below: (count: number) => number,
): readonly Forgery[] {
  const seconds = () => Math.floor(Date.now() / 1000);
  const other = (text: string, from: RegExp, letters: string): string => {
    const at = below(text.length);
    if (!from.test(text[at] ?? '')) return other(text, from, letters);
    const rest = letters.replace(text[at] ?? '', '');
    return text.slice(0, at) + (rest[below(rest.length)] ?? '') + text.slice(at + 1);
  };
  const flipped = (text: string): string => {
    const at = below(text.length);
    return (
      text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << below(6))) + text.slice(at + 1)
    );
  };
  const withHeader = (
    posted: Posted,
    name: string,
    change: (value: string) => readonly string[],
  ): Posted => ({
    ...posted,
    headers: posted.headers.flatMap(([own, value]) =>
      own === name ? change(value).map((changed) => [own, changed] as const) : [[own, value] as const],
    ),
  });
  const slack = (name: string, make: (good: Posted, body: string) => Posted): Forgery => ({
    name: `slack ${name}`,
    make(press) {
      const body = slackBody(press, channel);
      return make(signed(body, secrets.slack, seconds()), body);
    },
  });
  const telegram = (name: string, change: (value: string) => readonly string[]): Forgery => ({
    name: `telegram ${name}`,
    make: (press) =>
      withHeader(telegramPress(press, group, secrets.telegram), 'x-telegram-bot-api-secret-token', change),
  });
  const [stamp, mark] = ['x-slack-request-timestamp', 'x-slack-signature'];
  const hex = '0123456789abcdef';
  return [
    slack('body flipped', (good) => ({ ...good, body: flipped(good.body) })),
    slack('signature flipped', (good) =>
      withHeader(good, mark, (value) => [`v0=${other(value.slice(3), /./u, hex)}`]),
    ),
    slack('moment flipped', (good) =>
      withHeader(good, stamp, (value) => [other(value, /\d/u, '0123456789')]),
    ),
    slack('wrong version', (good) =>
      withHeader(good, mark, (value) => [value.replace('v0', `v${1 + below(9)}`)]),
    ),
    slack('signature empty', (good) => withHeader(good, mark, () => [''])),
    slack('signature missing', (good) => withHeader(good, mark, () => [])),
    slack('moment missing', (good) => withHeader(good, stamp, () => [])),
    slack('signature doubled', (good) => withHeader(good, mark, (value) => [value, `v0=${'0'.repeat(64)}`])),
    slack('moment doubled', (good) => withHeader(good, stamp, (value) => [value, value])),
    slack('signature cut', (good) => withHeader(good, mark, (value) => [value.slice(0, -1 - below(60))])),
    slack('in capitals', (good) =>
      withHeader(good, mark, (value) => [`v0=${value.slice(3).toUpperCase()}A`]),
    ),
    slack('too old', (_, body) => signed(body, secrets.slack, seconds() - 301 - below(1_000_000))),
    slack('from the future', (_, body) => signed(body, secrets.slack, seconds() + 62 + below(1_000_000))),
    slack('another secret', (_, body) => signed(body, 'another-secret-of-32-letters-here', seconds())),
    slack('the empty secret', (_, body) => signed(body, '', seconds())),
    slack('the secret of Telegram', (_, body) => signed(body, secrets.telegram, seconds())),
    slack('moment with letters', (good) => withHeader(good, stamp, (value) => [`${value}e0`])),
    telegram('secret flipped', (value) => [other(value, /./u, 'abcdefghijklmnop')]),
    telegram('secret empty', () => ['']),
    telegram('secret missing', () => []),
    telegram('secret doubled', (value) => [value, value]),
    telegram('secret cut', (value) => [value.slice(0, -1 - below(value.length - 1))]),
    telegram('secret longer', (value) => [`${value}${hex[below(16)]}`]),
    telegram('secret in capitals', (value) => [value.toUpperCase()]),
  ];
}

/** How many of these leads are not as they came. */
async function historiesOf({ baton }: Chats, leads: readonly string[]): Promise<number> {
  let moved = 0;
  for (const lead of leads) {
    const shown: { stage: string; custodian: unknown } = await (await baton.api(`/api/leads/${lead}`)).json();
    if (shown.stage !== 'new' || custodianId(shown.custodian) !== null) moved += 1;
  }
  return moved;
}

/** Claims by a press, gives back by another, then sends the first again and again: it must stay free. */
async function sendAgain(chats: Chats, leads: readonly string[]) {
  const line = await openLine(chats.baton.url);
  const [by] = chats.players;
  if (!by) throw new Error('Nobody is there.');
  const { channel, group, secrets, baton } = chats;
  let [sent, honest, effects] = [0, 0, 0];
  for (const [at, lead] of leads.entries()) {
    const make = (id: number, code: string) =>
      at % 2 === 0
        ? signed(slackBody({ id, by, code }, channel), secrets.slack, Math.floor(Date.now() / 1000))
        : telegramPress({ id, by, code }, group, secrets.telegram);
    const claiming = make(1_000 + at * 10, `claim:${lead}`);
    for (const [posted, stage] of [
      [claiming, 'claimed'],
      [make(1_001 + at * 10, `release:${lead}`), 'new'],
    ] as const) {
      sent += 1;
      if ((await line.send(posted)) === 200 && (await becomes(baton, lead, stage))) honest += 1;
    }
    for (let repeat = 0; repeat < repeats; repeat += 1) await line.send(claiming);
    if (await becomes(baton, lead, 'claimed', 1_000)) effects += 1;
  }
  return { sent, honest, effects };
}

async function becomes(
  baton: Chats['baton'],
  lead: string,
  stage: string,
  withinMs = 15_000,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (;;) {
    const shown: { stage: string } = await (await baton.api(`/api/leads/${lead}`)).json();
    if (shown.stage === stage) return true;
    if (performance.now() > until) return false;
  }
}

/** Starts that should be refused; each on its own folder's name, which it must not even make. */
async function weakSecretsTaken({ environment }: Chats): Promise<number> {
  let taken = 0;
  for (const more of [
    { SLACK_SIGNING_SECRET: ' ' },
    { SLACK_SIGNING_SECRET: 'short' },
    { SLACK_SIGNING_SECRET: `${'x'.repeat(32)},` },
    { TELEGRAM_WEBHOOK_SECRET: 'short' },
    { TELEGRAM_WEBHOOK_SECRET: 'with spaces and so no secret of Telegram' },
  ]) {
    const program = spawnBaton({ ...environment, ...more, DATA_DIR: `${environment['DATA_DIR']}-weak` });
    void program.find(/\/api\/leads/u).then((started) => started && program.child.kill('SIGKILL'));
    if ((await program.ended) !== 1) taken += 1;
  }
  return taken;
}

/** Of the old secret and the new one, with both in the setting. */
async function rotatedTaken(chats: Chats, next: string, leads: readonly string[]): Promise<number> {
  const program = spawnBaton({
    ...chats.environment,
    DATA_DIR: `${chats.environment['DATA_DIR']}-rotated`,
    SLACK_SIGNING_SECRET: `${next},${chats.secrets.slack}`,
  });
  try {
    const url = (await program.find(/(http:\/\/[^\s/]+:\d+)\/api\/leads/u))?.[1];
    const [by] = chats.players;
    if (url === undefined || !by) return 0;
    const line = await openLine(url);
    let taken = 0;
    for (const secret of [next, chats.secrets.slack]) {
      const body = slackBody({ id: 7, by, code: `claim:${leads[0]}` }, chats.channel);
      if ((await line.send(signed(body, secret, Math.floor(Date.now() / 1000)))) === 200) taken += 1;
    }
    return taken;
  } finally {
    program.child.kill('SIGTERM');
    await program.ended;
  }
}
