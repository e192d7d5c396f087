/** The SDK's logger: silent. It would write payloads, addresses and tokens of a connection; the adapter says itself what matters (P12). */
import { LogLevel } from '@slack/bolt';
import type { Logger } from '@slack/bolt';

export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

function nothing(): void {}
