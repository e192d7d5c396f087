/**
 * The stand-in as a process: `node test/support/telegram/stand-in.ts --port 0 --mode webhook --rates real`.
 *
 * It prints one JSON line: where the Bot API is (`TELEGRAM_API_ROOT`), where the control surface is, the token, and the
 * environment that a Baton needs. It ends with its standard input, so that it never outlives whoever started it.
 */
import { parseArgs } from 'node:util';
import { serveControl } from './control.ts';
import { openTelegram } from './index.ts';
import type { Rates } from './rates.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    mode: { type: 'string', default: 'polling' },
    /** `off`, `real`, or a number: windows of this fraction of their length. */
    rates: { type: 'string', default: 'off' },
    token: { type: 'string' },
  },
});

const telegram = await openTelegram({
  mode: values.mode === 'webhook' ? 'webhook' : 'polling',
  port: Number(values.port),
  rates: readRates(values.rates),
  ...(values.token === undefined ? {} : { token: values.token }),
});
const control = await serveControl(telegram, Number(values.control));
const { apiRoot, token, username, botId, settings } = telegram;
process.stdout.write(`${JSON.stringify({ apiRoot, control, token, username, botId, settings })}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
process.stdin.once('end', () => process.exit(0)).resume();

function readRates(text: string): Rates {
  if (text === 'off' || text === 'real') return text;
  const scale = Number(text);
  if (!(scale > 0)) throw new Error('--rates is off, real, or a fraction such as 0.1.');
  return { scale };
}
