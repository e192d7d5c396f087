/**
 * Makes the chats that are configured. Each platform's code is loaded only where it is used: both bring large libraries,
 * and most of what a start takes would be theirs.
 */
import type { FastifyInstance } from 'fastify';
import type { App } from './app/app.ts';
import type { ConnectedChat } from './app/connect-chats.ts';
import type { ChatSettings, SlackSettings, TelegramSettings } from './chat-settings.ts';
import { settleInstance } from './storage/instance.ts';
import { telegramStore } from './storage/telegram-store.ts';

/** A chat whose platform may call us on the one server, and that can say whether it is reached. */
export type Chat = ConnectedChat & { register(server: FastifyInstance): Promise<void> };

type Making = Pick<App, 'database' | 'clock' | 'random' | 'log' | 'playbook'>;

export async function makeChats(app: Making, { slack, telegram }: ChatSettings): Promise<readonly Chat[]> {
  return [
    ...(slack ? [await slackChat(app, slack)] : []),
    ...(telegram ? [await telegramChat(app, telegram)] : []),
  ];
}

async function slackChat({ clock, random, log }: Making, settings: SlackSettings): Promise<Chat> {
  const { makeSlackChat } = await import('../adapters/slack/index.ts');
  return makeSlackChat({ ...settings, clock, random, log });
}

async function telegramChat(app: Making, { botToken, webhook, apiRoot }: TelegramSettings): Promise<Chat> {
  const { database, clock, random, log, playbook } = app;
  const { makeTelegramChat } = await import('../adapters/telegram/index.ts');
  return makeTelegramChat({
    botToken,
    apiRoot,
    webhook: webhook && { url: webhook.url, secret: webhook.secret ?? (await madeSecret(app)) },
    store: telegramStore(database, clock.now),
    clock,
    random,
    log,
    usual: playbook,
  });
}

/** A webhook without a secret would take anybody's word (L40). Made once, shared by all processes, shown to nobody. */
async function madeSecret({ database, random }: Making): Promise<string> {
  const secret = await settleInstance(database.db, 'telegram_webhook_secret', random.token());
  if (typeof secret !== 'string') throw new Error('The secret of the webhook that was kept is no text.');
  return secret;
}
