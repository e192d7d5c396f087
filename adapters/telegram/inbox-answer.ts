/** Asks the inbox, and has a sentence for the person when it fails: nobody is left in silence, and nobody hears why. */
import { Unreachable } from '../../src/chat/errors.ts';
import type { Person, Reply } from '../../src/chat/port.ts';
import { speak } from '../../src/words/say.ts';
import type { Telegram } from './telegram.ts';

export async function answered(
  tg: Pick<Telegram, 'log' | 'usual'>,
  person: Person,
  ask: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await ask();
  } catch (error) {
    // The adapter is stopping: it comes again when it is started.
    if (error instanceof Unreachable) throw error;
    tg.log.error({ error: error instanceof Error ? error.name : typeof error }, 'The inbox failed.');
    const say = speak(person.language ?? tg.usual().language);
    return { type: 'say', tone: 'refused', text: say('replies.failed.tryAgain') };
  }
}
