/**
 * The floor of a press on Telegram: bare telegraf, that checks the secret and answers in the reply; given a database it
 * keeps the update first. `node telegraf.ts SECRET [URL]`
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Telegraf } from 'telegraf';
import { oneStatement } from './one-statement.ts';

const [secretToken, url] = process.argv.slice(2);
if (secretToken === undefined) throw new Error('Say the secret of the webhook.');
const bot = new Telegraf('1:floor');
bot.botInfo = {
  id: 1,
  is_bot: true,
  first_name: 'Floor',
  username: 'floor_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
};
const keep = await oneStatement(url, {
  prepare: 'create table floor_updates (id bigint generated always as identity primary key, at timestamptz)',
  each: 'insert into floor_updates (at) values (now())',
});
bot.on('callback_query', async (context) => {
  await keep();
  await context.answerCbQuery('');
});
const answer = bot.webhookCallback('/telegram/webhook', { secretToken });
const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('There is no port.');
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
