/** Looks at everything that the bot lets people see, for what must not be there (P4, P5, P8; section 19, 15). */
import { makeMarks } from '../marks.ts';
import { overlaps } from './formatted.ts';
import type { Chat, Entity, Message } from './types.ts';
import { textOf } from './world.ts';
import type { World } from './world.ts';

export type Guard = ReturnType<typeof makeGuard>;

const liveKinds = new Set(['text_link', 'text_mention', 'url', 'mention', 'email', 'phone_number']);

export function makeGuard(world: World) {
  /** Contacts: in no group, and in private only where it can't be forwarded. */
  const secrets = makeMarks({ acrossLines: false });
  /** What strangers wrote: text, and never a link or a mention. */
  const foreign = new Set<string>();

  return {
    /** A phone is found in any notation. */
    secret(marker: string) {
      secrets.add(marker);
    },
    foreign(text: string) {
      foreign.add(text);
    },
    look(chat: Chat, message: Message): void {
      const { content, keyboard } = message;
      const entities = content.type === 'text' || content.type === 'photo' ? content.entities : [];
      const buttons = (keyboard ?? []).flat();
      const shown = [
        textOf(content),
        ...buttons.flatMap(({ label, value }) => [label, value]),
        ...entities.flatMap(({ url }) => url ?? []),
      ].join('\n');
      for (const _ of secrets.within(shown)) {
        if (chat.kind !== 'private') world.violate('A contact in a group.', chat.id);
        else if (!message.isProtected) world.violate('A contact without protect_content.', chat.id);
      }
      for (const text of foreign) {
        for (const entity of entities.filter(({ type }) => liveKinds.has(type))) {
          if (stemsFrom(text, textOf(content), entity)) {
            world.violate(`A live ${entity.type} from somebody's text.`, chat.id);
          }
        }
      }
    },
    /** What only the presser sees; it stays on no screen, but must not be the way for a contact either. */
    lookAtAnswer(text: string, chat: number): void {
      for (const _ of secrets.within(text)) world.violate('A contact in the answer to a press.', chat);
    },
  };
}

function stemsFrom(foreign: string, text: string, entity: Entity): boolean {
  if (entity.url !== undefined && foreign.includes(entity.url)) return true;
  for (let at = text.indexOf(foreign); at >= 0; at = text.indexOf(foreign, at + 1)) {
    if (overlaps(entity, { offset: at, length: foreign.length })) return true;
  }
  return false;
}
