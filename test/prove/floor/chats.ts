/**
 * Slack and Telegram beside the real program, each as a process of its own, and a team whose members are on both. What
 * people do there can also be sent by hand, signed as the platforms sign it, in any number.
 */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Role } from '../../../src/core/member.ts';
import { root } from '../../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton, type Running } from '../../support/run-baton.ts';
import { runSlack, type FarSlack } from '../../support/slack/run-slack.ts';
import { send, withoutLimits } from './sales-floor.ts';

/** To be loaded before the program whose deliverer is to keep to no budget. */
export const withoutBudgets = new URL('without-budgets.ts', import.meta.url);

export type Rates = 'off' | 'real';
export type ChatsOptions = {
  readonly rates?: Rates;
  readonly environment?: Readonly<Record<string, string>>;
  readonly people?: readonly (readonly [name: string, role: Role])[];
};

/** Somebody of the team, with who they are on both platforms. */
export type Player = {
  readonly id: string;
  readonly name: string;
  readonly slack: string;
  readonly telegram: number;
};

export type Chats = AsyncDisposable & {
  readonly baton: Running;
  readonly slack: FarSlack;
  readonly telegram: FarTelegram;
  readonly players: readonly Player[];
  /** The prospectors' places. */
  readonly channel: string;
  readonly group: number;
  readonly secrets: Secrets;
  readonly environment: NodeJS.ProcessEnv;
};

export type Secrets = { readonly slack: string; readonly telegram: string };

const team: NonNullable<ChatsOptions['people']> = [
  ['Alma', 'prospector'],
  ['Borys', 'prospector'],
  ['Cyril', 'prospector'],
];

export async function openChats(options: ChatsOptions = {}): Promise<Chats> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await emptyFolder());
  const rates = options.rates ?? 'off';
  const slack = await runSlack(['--rates', rates]);
  opened.defer(() => slack.close());
  const telegram = await runTelegram(['--mode', 'webhook', '--rates', rates]);
  opened.defer(() => telegram.close());
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const environment = environmentOf(join(folder.path, 'data'), {
    PLAYBOOK: playbook,
    WEB: 'off',
    LOG_LEVEL: 'error',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ...telegram.settings,
    ...options.environment,
  });
  const baton = await runBaton(environment);
  opened.defer(async () => void (await baton.stop()));
  await slack.listensAt(`${baton.url}/slack/events`);
  await telegram.do('route', [new URL(telegram.settings['TELEGRAM_WEBHOOK_URL'] ?? '').origin, baton.url]);
  const players: Player[] = [];
  for (const [name, role] of options.people ?? team) {
    players.push(await seatOnBoth(baton, slack, telegram, name, role));
  }
  const channel = await slack.addChannel({ name: 'prospectors', members: players.map((one) => one.slack) });
  const members = players.map((one) => one.telegram);
  const group = z.number().parse(await telegram.do('addGroup', { title: 'Prospectors', members }));
  await untilConnected(baton);
  for (const [platform, place] of [
    ['slack', channel],
    ['telegram', String(group)],
  ]) {
    await send(baton, '/api/places', { platform, channel: place, audience: 'prospectors' });
  }
  const secrets = {
    slack: slack.signingSecret,
    telegram: telegram.settings['TELEGRAM_WEBHOOK_SECRET'] ?? '',
  };
  const moved = opened.move();
  return {
    baton,
    slack,
    telegram,
    players,
    channel,
    group,
    secrets,
    environment,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

async function seatOnBoth(
  baton: Running,
  slack: FarSlack,
  telegram: FarTelegram,
  name: string,
  role: Role,
): Promise<Player> {
  const onSlack = await slack.addPerson({ name });
  const onTelegram = z.number().parse(await telegram.do('addPerson', { name, language: 'en' }));
  const made = await send(baton, '/api/members', {
    name,
    roles: [role],
    language: 'en',
    identities: { slack: onSlack, telegram: String(onTelegram) },
  });
  // A bot may write to those alone who have pressed Start.
  await telegram.do('start', { person: onTelegram });
  return { id: z.string().parse(made['id']), name, slack: onSlack, telegram: onTelegram };
}

const connectingMs = 60_000;

async function untilConnected(baton: Running): Promise<void> {
  for (let waited = 0; waited < connectingMs; waited += 100) {
    const told = await (await fetch(`${baton.url}/readyz`)).text();
    if (!/"(?:connecting|refused|unreachable|failed)"/u.test(told)) return;
    await pause(100);
  }
  throw new Error('The platforms were not reached.');
}

export type FarTelegram = {
  readonly settings: Readonly<Record<string, string>>;
  readonly pid: number;
  /** What the control surface has under this name; a list is several arguments. */
  do(deed: string, given?: unknown): Promise<unknown>;
  close(): Promise<void>;
};

const printed = z.object({ control: z.string(), settings: z.record(z.string(), z.string()) });
const answered = z.union([z.object({ result: z.unknown() }), z.object({ problem: z.string() })]);

export async function runTelegram(args: readonly string[]): Promise<FarTelegram> {
  const child = spawn(process.execPath, [join(root, 'test/support/telegram/stand-in.ts'), ...args], {
    // It ends with its input.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const { control, settings } = printed.parse(JSON.parse(String(line)));
  return {
    settings,
    pid: child.pid ?? 0,
    async do(deed, given) {
      const body = given === undefined ? '' : JSON.stringify(given);
      const response = await fetch(`${control}/${deed}`, { method: 'POST', body });
      const told = answered.parse(await response.json());
      if ('problem' in told) throw new Error(`${deed}: ${told.problem}`);
      return told.result;
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A request as it goes over the wire. */
export type Posted = {
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

export type Press = {
  /** The same for the same press. */
  readonly id: number;
  readonly by: Player;
  readonly code: string;
};

export function slackBody({ id, by, code }: Press, channel: string): string {
  const payload = {
    type: 'block_actions',
    team: { id: 'T0BATON01', domain: 'baton' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: 'A0BATON01',
    user: {
      id: by.slack,
      username: by.name.toLowerCase(),
      name: by.name.toLowerCase(),
      team_id: 'T0BATON01',
    },
    trigger_id: `${id}.1.${by.slack.toLowerCase()}`,
    container: { type: 'message', message_ts: '1700000000.000100', channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'prospectors' },
    message: { ts: '1700000000.000100', text: 'A lead', bot_id: 'B0BATON01' },
    state: { values: {} },
    actions: [
      {
        type: 'button',
        action_id: code,
        block_id: 'actions',
        text: { type: 'plain_text', text: 'Claim', emoji: true },
        value: code,
        action_ts: `1700000000.${String(id).padStart(6, '0')}`,
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export function signed(body: string, secret: string, seconds: number): Posted {
  const signature = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return {
    path: '/slack/events',
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['x-slack-request-timestamp', String(seconds)],
      ['x-slack-signature', `v0=${signature}`],
    ],
    body,
  };
}

/** What Telegram calls a press when it is answered. */
export const queryOf = ({ id }: Pick<Press, 'id'>) => String(4_000_000_000_000 + id);

export function telegramPress(
  { id, by, code }: Press,
  group: number,
  secret: string,
  path = '/telegram/webhook',
): Posted {
  const body = {
    update_id: id,
    callback_query: {
      id: queryOf({ id }),
      from: { id: by.telegram, is_bot: false, first_name: by.name, language_code: 'en' },
      message: {
        message_id: 1,
        date: 1_700_000_000,
        chat: { id: group, type: 'supergroup', title: 'Prospectors' },
        text: 'A lead',
      },
      chat_instance: String(group),
      data: code,
    },
  };
  return {
    path,
    headers: [
      ['content-type', 'application/json'],
      ['x-telegram-bot-api-secret-token', secret],
    ],
    body: JSON.stringify(body),
  };
}
