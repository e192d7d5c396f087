/** Who the bot is: its number, and the name under which people find it. */
import { z } from 'zod';
import type { Call } from './call.ts';

export type Me = { readonly id: number; readonly username: string };

const shape = z.object({ id: z.int(), username: z.string().min(1) });

export function makeMe(call: Call): (signal?: AbortSignal) => Promise<Me> {
  let known: Me | null = null;
  return async (signal) => {
    known ??= shape.parse(await call('getMe', {}, signal ? { signal } : {}));
    return known;
  };
}

/** T49: opens the private chat with the bot, where the person presses Start; what follows comes as `/start <payload>`. */
export function startLink({ username }: Me, payload: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(payload))
    throw new Error('A deep link carries 1 to 64 letters, digits, "_" and "-".');
  return `https://t.me/${username}?start=${payload}`;
}
