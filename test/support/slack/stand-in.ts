/**
 * The stand-in as a process of its own: `node test/support/slack/stand-in.ts [--port 0] [--mode socket] [--app URL]
 * [--rates real|off|N]`. Prints one line of JSON with its addresses and secrets, and ends with its caller's signal.
 */
import { parseArgs } from 'node:util';
import { serveControl } from './control.ts';
import { openSlack } from './open-slack.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    mode: { type: 'string', default: 'http' },
    app: { type: 'string' },
    rates: { type: 'string', default: 'off' },
    retries: { type: 'string' },
  },
});

const { rates, retries } = values;
const slack = await openSlack({
  port: Number(values.port),
  mode: values.mode === 'socket' ? 'socket' : 'http',
  requestUrl: values.app ?? null,
  rates: rates === 'real' || rates === 'off' ? rates : { scale: Number(rates) },
  ...(retries === undefined ? {} : { retriesAfterMs: retries.split(',').map(Number) }),
});
const control = await serveControl(slack, Number(values.control));
const { mode, apiUrl, address, botToken, appToken, signingSecret, botUserId } = slack;
process.stdout.write(
  `${JSON.stringify({ mode, apiUrl, address, control: control.address, botToken, appToken, signingSecret, botUserId })}\n`,
);

const stop = () => void Promise.all([control.close(), slack.close()]).then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
