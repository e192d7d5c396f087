/**
 * Keeps telegraf from printing what it sends: with `DEBUG=telegraf:*`, or `DEBUG=*`, it would write every payload, contacts
 * included, to the terminal (L45). Whatever else `DEBUG` asks for is left alone.
 */
import { createRequire } from 'node:module';
import { z } from 'zod';

const withEnable = z.object({ enable: z.custom<(names: string) => void>((it) => typeof it === 'function') });

export function quietDebug(asked: string | undefined): void {
  if (asked === undefined || asked === '') return;
  // The very copy that telegraf prints with.
  const requireAsTelegraf = createRequire(createRequire(import.meta.url).resolve('telegraf'));
  const load: unknown = requireAsTelegraf('debug');
  const holder = typeof load === 'function' ? Object.assign({}, load) : load;
  withEnable.parse(holder).enable(`${asked},-telegraf:*`);
}
