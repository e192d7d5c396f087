/**
 * The settings of the chat platforms, from the environment: their shapes, and what belongs together. It calls nobody;
 * whether a token is good is for the platform to say. No value is ever repeated in a problem: they are secret.
 */
import { z } from 'zod';
import type { SettingProblem } from './settings.ts';
import { speak } from './words/say.ts';

const say = speak('en');

export type SlackSettings = {
  readonly botToken: string;
  readonly signingSecret: string | null;
  /** Socket Mode; wins when there is a signing secret, too. */
  readonly appToken: string | null;
  /** Where every call goes instead of Slack: a proxy, or a stand-in. Ends in a slash. */
  readonly apiUrl: string | null;
};

export type TelegramSettings = {
  readonly botToken: string;
  /** Without, updates are polled. A secret that is not given is made at the first start. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly apiRoot: string | null;
};

export type ChatSettings = {
  readonly slack: SlackSettings | null;
  readonly telegram: TelegramSettings | null;
};

export type ChatSettingsRead =
  | ({ readonly ok: true } & ChatSettings)
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

const text = (pattern: RegExp, says: string) => z.string().regex(pattern, says).nullable().default(null);

const schema = z.object({
  SLACK_BOT_TOKEN: text(/^xoxb-[\x21-\x7e]{4,250}$/, say('terminal.settings.slackBotToken')),
  SLACK_SIGNING_SECRET: text(/^[\x21-\x7e]{16,256}$/, say('terminal.settings.slackSigningSecret')),
  SLACK_APP_TOKEN: text(/^xapp-[\x21-\x7e]{4,250}$/, say('terminal.settings.slackAppToken')),
  SLACK_API_URL: address(say('terminal.settings.slackApiUrl')).transform(
    (url) => url && (url.endsWith('/') ? url : `${url}/`),
  ),
  TELEGRAM_BOT_TOKEN: text(/^\d{1,20}:[\w-]{10,100}$/, say('terminal.settings.telegramBotToken')),
  TELEGRAM_WEBHOOK_URL: z.string().nullable().default(null),
  // T4 allows one letter; a secret that can be guessed is none.
  TELEGRAM_WEBHOOK_SECRET: text(/^[\w-]{16,256}$/, say('terminal.settings.telegramWebhookSecret')),
  TELEGRAM_API_ROOT: address(say('terminal.settings.telegramApiRoot')).transform(
    (url) => url && url.replace(/\/+$/, ''),
  ),
});

/** What makes no sense without what is named beside it. */
const needs = [
  ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN'],
  ['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN'],
  ['SLACK_API_URL', 'SLACK_BOT_TOKEN'],
  ['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_BOT_TOKEN'],
  ['TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_WEBHOOK_URL'],
  ['TELEGRAM_API_ROOT', 'TELEGRAM_BOT_TOKEN'],
] as const;

export function readChatSettings(given: Readonly<Record<string, string | undefined>>): ChatSettingsRead {
  const problems: SettingProblem[] = [];
  const has = (name: string) => given[name] !== undefined;
  for (const [name, other] of needs) {
    if (has(name) && !has(other)) problems.push({ name, says: say('terminal.settings.needs', { other }) });
  }
  if (has('SLACK_BOT_TOKEN') && !has('SLACK_SIGNING_SECRET') && !has('SLACK_APP_TOKEN')) {
    problems.push({ name: 'SLACK_BOT_TOKEN', says: say('terminal.settings.slackHalf') });
  }
  const url = given['TELEGRAM_WEBHOOK_URL'];
  const webhookUrl = url === undefined ? null : webhookUrlOf(url, has('TELEGRAM_API_ROOT'));
  if (webhookUrl !== null && 'says' in webhookUrl) {
    problems.push({ name: 'TELEGRAM_WEBHOOK_URL', says: webhookUrl.says });
  }
  const checked = schema.safeParse(given);
  if (!checked.success) {
    problems.push(
      ...checked.error.issues.map((issue) => ({ name: String(issue.path[0]), says: issue.message })),
    );
  }
  if (!checked.success || problems.length > 0) return { ok: false, problems };
  const read = checked.data;
  return {
    ok: true,
    slack: read.SLACK_BOT_TOKEN === null ? null : slackOf(read, read.SLACK_BOT_TOKEN),
    telegram:
      read.TELEGRAM_BOT_TOKEN === null
        ? null
        : {
            botToken: read.TELEGRAM_BOT_TOKEN,
            webhook:
              webhookUrl === null || 'says' in webhookUrl
                ? null
                : { url: webhookUrl.url, secret: read.TELEGRAM_WEBHOOK_SECRET },
            apiRoot: read.TELEGRAM_API_ROOT,
          },
  };
}

function slackOf(read: z.infer<typeof schema>, botToken: string): SlackSettings {
  return {
    botToken,
    signingSecret: read.SLACK_SIGNING_SECRET,
    appToken: read.SLACK_APP_TOKEN,
    apiUrl: read.SLACK_API_URL,
  };
}

/** Telegram calls over https alone, and on few ports (T4); a Bot API server of one's own is freer. */
const webhookPorts = ['', '443', '80', '88', '8443'];
/** What our own router would read as a pattern, or what is served already, cannot be the path of a webhook. */
const plainPath = /^(\/[\w.~-]+)+\/?$/;
const taken = /^\/(api|web|slack|healthz|readyz|metrics|openapi\.json)(\/|$)/;

function webhookUrlOf(
  given: string,
  hasOwnRoot: boolean,
): { readonly url: string } | { readonly says: string } {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    return { says: say('terminal.settings.telegramWebhookUrl') };
  }
  const isOwn = hasOwnRoot || isLoopbackHost(url.hostname);
  if (!isOwn && url.protocol !== 'https:') return { says: say('terminal.settings.telegramWebhookHttps') };
  if (!isOwn && !webhookPorts.includes(url.port)) {
    return { says: say('terminal.settings.telegramWebhookPort') };
  }
  if (url.pathname === '/') url.pathname = '/telegram/webhook';
  if (!plainPath.test(url.pathname) || taken.test(url.pathname) || url.search || url.hash) {
    return { says: say('terminal.settings.telegramWebhookPath') };
  }
  return { url: url.href };
}

function address(says: string) {
  return z
    .string()
    .refine((given) => {
      const url = URL.canParse(given) ? new URL(given) : null;
      const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
      return isWeb && url.username === '' && url.search === '' && url.hash === '';
    }, says)
    .nullable()
    .default(null);
}

export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}
