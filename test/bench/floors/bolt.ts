/**
 * The floor of an acknowledged press on Slack: bare Bolt, that checks the signature and says yes; given a database it asks
 * it first who has the lead, which is the least that a decision takes. `node bolt.ts SECRET [URL]`
 */
import { App, HTTPReceiver } from '@slack/bolt';
import { oneStatement } from './one-statement.ts';

const [signingSecret, url] = process.argv.slice(2);
if (signingSecret === undefined) throw new Error('Say the signing secret.');
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-floor', botId: 'B0', botUserId: 'U0' }),
});
const ask = await oneStatement(url, {
  prepare: `create table floor_leads as select 'r1'::text as ref, 'ana'::text as custodian`,
  each: `select custodian from floor_leads where ref = 'r1'`,
});
app.action(/.*/u, async ({ ack }) => {
  await ask();
  await ack();
});
const server = await app.start({ host: '127.0.0.1', port: 0 });
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('There is no port.');
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
