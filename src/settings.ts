/** Settings from the environment: all problems of them are told at once, each with what to do. */
import { z } from 'zod';
import { speak } from './words/say.ts';

const say = speak('en');

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export type Settings = {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly apiToken: string | null;
  readonly intakeTokens: readonly { readonly source: string; readonly token: string }[];
  readonly playbook: string;
  readonly isWebOn: boolean;
  readonly isLoopback: boolean;
  /** Chat platforms that are configured, by name. */
  readonly platforms: readonly ('slack' | 'telegram')[];
  readonly logLevel: (typeof logLevels)[number];
};

export type SettingProblem = { readonly name: string; readonly says: string };

export type SettingsRead =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

const token = /^[\x21-\x7e]{8,256}$/;
const sourceToken = /^([^:,\s]{1,100}):([\x21-\x2b\x2d-\x7e]{8,256})$/;

const schema = z.object({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,255}$/, say('terminal.settings.host'))
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, say('terminal.settings.port'))
    .transform(Number)
    .refine((port) => port <= 65_535, say('terminal.settings.port'))
    .default(3000),
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, say('terminal.settings.databaseUrl'))
    .nullable()
    .default(null),
  DATA_DIR: z.string().max(1000, say('terminal.settings.path')).default('./data'),
  API_TOKEN: z.string().regex(token, say('terminal.settings.apiToken')).nullable().default(null),
  INTAKE_TOKENS: z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim()))
    .refine((pairs) => pairs.every((pair) => sourceToken.test(pair)), say('terminal.settings.intakeTokens'))
    .transform((pairs) =>
      pairs.map((pair) => {
        const found = sourceToken.exec(pair);
        return { source: found?.[1] ?? '', token: found?.[2] ?? '' };
      }),
    )
    .default([]),
  PLAYBOOK: z.string().max(1000, say('terminal.settings.path')).default('./playbook.yaml'),
  WEB: z.enum(['on', 'off'], say('terminal.settings.web')).nullable().default(null),
  LOG_LEVEL: z
    .enum(logLevels, say('terminal.settings.logLevel', { levels: logLevels.join(', ') }))
    .default('info'),
});

export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsRead {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const checked = schema.safeParse(given);
  const problems: SettingProblem[] = checked.success
    ? []
    : checked.error.issues.map((issue) => ({ name: String(issue.path[0]), says: issue.message }));
  problems.push(...platformProblems(given));
  if (!checked.success || problems.length > 0) return { ok: false, problems };
  const read = checked.data;
  const isLoopback = isLoopbackHost(read.HOST);
  const platforms = [
    ...(given['SLACK_BOT_TOKEN'] ? ['slack' as const] : []),
    ...(given['TELEGRAM_BOT_TOKEN'] ? ['telegram' as const] : []),
  ];
  return {
    ok: true,
    settings: {
      host: read.HOST,
      port: read.PORT,
      databaseUrl: read.DATABASE_URL,
      dataDir: read.DATA_DIR,
      apiToken: read.API_TOKEN,
      intakeTokens: read.INTAKE_TOKENS,
      playbook: read.PLAYBOOK,
      isWebOn: read.WEB === null ? platforms.length === 0 && isLoopback : read.WEB === 'on',
      isLoopback,
      platforms,
      logLevel: read.LOG_LEVEL,
    },
  };
}

/** What is given by half: a token without the secret that belongs to it, or the other way round. */
function platformProblems(given: Readonly<Record<string, string | undefined>>): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const has = (name: string) => given[name] !== undefined;
  if (has('SLACK_BOT_TOKEN') && !has('SLACK_SIGNING_SECRET') && !has('SLACK_APP_TOKEN')) {
    problems.push({ name: 'SLACK_BOT_TOKEN', says: say('terminal.settings.slackHalf') });
  }
  for (const name of ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN']) {
    if (has(name) && !has('SLACK_BOT_TOKEN'))
      problems.push({ name, says: say('terminal.settings.slackNoBot') });
  }
  for (const name of ['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET']) {
    if (has(name) && !has('TELEGRAM_BOT_TOKEN')) {
      problems.push({ name, says: say('terminal.settings.telegramNoBot') });
    }
  }
  return problems;
}

function isPostgresUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
