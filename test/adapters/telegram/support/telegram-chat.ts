/** The real adapter, with the real telegraf, against the stand-in; its store in memory, its webhook on a server of its own. */
import Fastify from 'fastify';
import { makeTelegramChat } from '../../../../adapters/telegram/index.ts';
import { systemClock } from '../../../../src/app/clock.ts';
import { systemRandom } from '../../../../src/app/random.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { openTelegram } from '../../../support/telegram/index.ts';
import type { TelegramOptions } from '../../../support/telegram/index.ts';
import { memoryStore } from '../../../support/telegram/memory-store.ts';

export const webhookSecret = 'a-secret-of-the-webhook';
const origin = 'https://baton.example';

export type OpenedTelegram = Awaited<ReturnType<typeof openTelegramChat>>;

export async function openTelegramChat(options: TelegramOptions = {}) {
  const telegram = await openTelegram(options);
  const store = memoryStore();
  const log = memoryLog();
  const webhook =
    telegram.mode === 'webhook' ? { url: `${origin}/telegram/webhook`, secret: webhookSecret } : null;
  /** As after a restart: nothing but the store is what it was. */
  const makeAdapter = () =>
    makeTelegramChat({
      botToken: telegram.token,
      webhook,
      apiRoot: telegram.apiRoot,
      store,
      clock: systemClock(),
      random: systemRandom(),
      log,
    });
  const adapter = makeAdapter();
  const server = Fastify({ forceCloseConnections: true });
  await adapter.register(server);
  if (webhook !== null) telegram.route(origin, await server.listen({ port: 0, host: '127.0.0.1' }));
  return {
    telegram,
    store,
    log,
    adapter,
    makeAdapter,
    async close() {
      await server.close();
      await telegram.close();
    },
  };
}
