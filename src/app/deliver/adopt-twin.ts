/**
 * Where a platform can't be asked what stands there, a posting whose answer was lost may have left a twin that nobody
 * knows of (T30). It is known from the moment at which somebody presses on it: then it becomes the card, or a stub.
 *
 * This comes after the answer, and never holds one up. A message that is known once stays known, so that of fifty who
 * press on one card one looks it up.
 */
import type { Press } from '../../chat/port.ts';
import { parseCode } from '../../core/code.ts';
import type { Platform } from '../../core/member.ts';
import { adoptTwin } from '../../storage/adopt-twin.ts';
import type { App } from '../app.ts';
import { nameOfError } from './name-of-error.ts';

type TwinApp = Pick<App, 'database' | 'clock' | 'log' | 'wake'>;

export type Twins = {
  /** Resolves when it is settled what the message is; never rejects. */
  pressed(press: Press): Promise<void>;
};

/** Everywhere else what may stand is looked for before anything is posted anew. */
const cannotLook: readonly Platform[] = ['telegram'];
const rememberedAtMost = 20_000;

export function watchTwins(app: TwinApp): Twins {
  const known = new Map<string, Promise<boolean>>();

  /** False if that could not be found out. */
  async function look({ platform, person, place, code, message }: Press): Promise<boolean> {
    const ref = parseCode(code)?.ref;
    if (ref === undefined || message === null) return true;
    try {
      const now = app.clock.now();
      const found = await adoptTwin(app.database.db, {
        platform,
        person: person.id,
        place,
        message,
        ref,
        now,
      });
      if (found === 'known') return true;
      app.log.info({ platform, found }, 'somebody pressed on a message whose posting nobody knew of');
      app.wake();
      return true;
    } catch (error) {
      app.log.warn(
        { platform, error: nameOfError(error) },
        'A message that was pressed on could not be looked up.',
      );
      return false;
    }
  }

  return {
    async pressed(press) {
      const { platform, message } = press;
      if (message === null || !cannotLook.includes(platform)) return;
      const name = `${platform} ${message.channel} ${message.message}`;
      if (known.size >= rememberedAtMost) known.clear();
      const looking = known.get(name) ?? look(press);
      known.set(name, looking);
      if (!(await looking)) known.delete(name);
    },
  };
}
