/** Settings from the environment: all problems of them are told at once, each with what to do. */
import { z } from 'zod';
import { isLoopbackHost, readChatSettings, type ChatSettings } from './chat-settings.ts';
import { speak } from './words/say.ts';

const say = speak('en');

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export type Settings = ChatSettings & {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly apiToken: string | null;
  readonly intakeTokens: readonly { readonly source: string; readonly token: string }[];
  readonly playbook: string;
  readonly isWebOn: boolean;
  readonly isLoopback: boolean;
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
  const chat = readChatSettings(given);
  if (!chat.ok) problems.push(...chat.problems);
  if (!checked.success || !chat.ok || problems.length > 0) return { ok: false, problems };
  const read = checked.data;
  const { slack, telegram } = chat;
  const isLoopback = isLoopbackHost(read.HOST);
  const hasChat = slack !== null || telegram !== null;
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
      isWebOn: read.WEB === null ? !hasChat && isLoopback : read.WEB === 'on',
      isLoopback,
      slack,
      telegram,
      logLevel: read.LOG_LEVEL,
    },
  };
}

function isPostgresUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
}
