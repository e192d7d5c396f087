/** The floor of an acknowledged press on Slack: bare Bolt, that checks the signature and says yes. `node bolt.ts SECRET` */
import { App, HTTPReceiver } from '@slack/bolt';

const [signingSecret] = process.argv.slice(2);
if (signingSecret === undefined) throw new Error('Say the signing secret.');
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-floor', botId: 'B0', botUserId: 'U0' }),
});
app.action(/.*/u, async ({ ack }) => ack());
const server = await app.start({ host: '127.0.0.1', port: 0 });
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('There is no port.');
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
