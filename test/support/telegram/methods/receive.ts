/** How the bot gets its updates, and answers presses. */
import { badRequest, queryTooOld, tooMany } from '../api-error.ts';
import type { Bench, Methods } from '../bench.ts';
import { readAllowed } from '../updates.ts';

const lastSet = new WeakMap<Bench, number>();

export const receiving: Methods = {
  getUpdates: {
    takes: ['offset', 'limit', 'timeout', 'allowed_updates'],
    async run({ updates }, params, gone) {
      const allowed = readAllowed(params.json('allowed_updates'));
      if (allowed !== null) updates.allow(allowed);
      const got = await updates.get({
        offset: params.integer('offset'),
        limit: params.integer('limit'),
        timeout: params.integer('timeout') ?? 0,
        gone,
      });
      return got.map(({ body }) => body);
    },
  },
  setWebhook: {
    takes: [
      'url',
      'secret_token',
      'max_connections',
      'allowed_updates',
      'drop_pending_updates',
      'ip_address',
    ],
    run(bench, params) {
      const { world, updates, webhook } = bench;
      const url = params.string('url') ?? '';
      const before = lastSet.get(bench) ?? Number.NEGATIVE_INFINITY;
      if (world.now() - before < 1_000) throw tooMany(1);
      const connections = params.integer('max_connections') ?? 40;
      if (connections < 1 || connections > 100) throw badRequest('max_connections must be between 1 and 100');
      const allowed = readAllowed(params.json('allowed_updates'));
      if (allowed !== null) updates.allow(allowed);
      if (params.boolean('drop_pending_updates')) updates.drop();
      if (url === '') webhook.remove();
      else webhook.set(url, params.string('secret_token'));
      lastSet.set(bench, world.now());
      return true;
    },
  },
  deleteWebhook: {
    takes: ['drop_pending_updates'],
    run({ updates, webhook }, params) {
      if (params.boolean('drop_pending_updates')) updates.drop();
      webhook.remove();
      return true;
    },
  },
  getWebhookInfo: { takes: [], run: ({ webhook }) => webhook.info() },
  answerCallbackQuery: {
    takes: ['callback_query_id', 'text', 'show_alert', 'url', 'cache_time'],
    run({ world, guard, switches }, params) {
      const query = world.queries.get(params.string('callback_query_id') ?? '');
      const text = params.string('text') ?? '';
      if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
      const url = params.string('url');
      if (url !== null) checkUrl(url, world.bot.username);
      if (!query || query.answer !== null || world.now() - query.at > switches.callbackDeadlineMs) {
        throw badRequest(queryTooOld);
      }
      query.answer = { text, isAlert: params.boolean('show_alert'), url, afterMs: world.now() - query.at };
      guard.lookAtAnswer(text, query.chat);
      return true;
    },
  },
};

/** Only into the own private chat, with a payload that a deep link can hold (T22, T49). */
function checkUrl(url: string, username: string): void {
  const payload = new RegExp(`^https://t\\.me/${username}\\?start=([A-Za-z0-9_-]{1,64})$`, 'i').exec(url);
  if (!payload) throw badRequest('URL_INVALID');
}
