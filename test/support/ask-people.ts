/** Asks the bot something about people or places, as an adapter would. */
import type { App } from '../../src/app/app.ts';
import { asksOfPeople } from '../../src/app/asks-of-people.ts';
import { findCaller } from '../../src/app/find-caller.ts';
import type { Ask, Channel, Reply } from '../../src/chat/port.ts';
import type { Language, Platform } from '../../src/core/member.ts';

export type Said = { readonly tone: string; readonly text: string; readonly reply: Reply };

export type How = {
  readonly platform?: Platform;
  readonly place?: Channel | null;
  readonly id?: string;
  readonly name?: string;
  readonly language?: Language | null;
};

/** `ask('mo', 'invite Eve closer')`; Mo's identity is `mo` on every platform. */
export function asker(app: App): (person: string, text: string, how?: How) => Promise<Said> {
  let count = 0;
  return async (person, text, how = {}) => {
    count += 1;
    const ask: Ask = {
      platform: how.platform ?? 'slack',
      id: how.id ?? `ask-${count}`,
      at: app.clock.now(),
      person: { id: person, name: how.name ?? person, language: how.language ?? null },
      place: how.place ?? null,
      text,
    };
    const [first = '', ...rest] = text.split(' ');
    const name = Object.keys(asksOfPeople).find((known) => known === first);
    if (!name || !isAskOfPeople(name)) throw new Error(`"${first}" is asked of nobody here.`);
    const caller = await findCaller(app, ask);
    const reply = await asksOfPeople[name](app, { ask, caller, rest: rest.join(' ').trim() });
    if (reply.type !== 'say') throw new Error('A sentence was expected.');
    return { tone: reply.tone, text: reply.text, reply };
  };
}

function isAskOfPeople(name: string): name is keyof typeof asksOfPeople {
  return Object.hasOwn(asksOfPeople, name);
}
