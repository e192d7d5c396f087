/** A team on Telegram with the real program: who is there, how they came in, and what they do with their own hands. */
import type { Running } from '../../../support/run-baton.ts';
import { emptyFolder, environmentOf, runBaton } from '../../../support/run-baton.ts';
import type { Seen } from '../../../support/telegram/eyes.ts';
import { openTelegram } from '../../../support/telegram/index.ts';
import type { TelegramOptions, TelegramStandIn } from '../../../support/telegram/index.ts';
import type { CallbackAnswer } from '../../../support/telegram/types.ts';
import { codeOf, pressIn, questionFor } from './conversation.ts';

export type Floor = Awaited<ReturnType<typeof openFloor>>;

export type FloorOptions = TelegramOptions & {
  readonly environment?: Readonly<Record<string, string>>;
};

/** A Baton that nobody has spoken to yet, and a Telegram with five people in it. */
export async function openFloor(options: FloorOptions = {}) {
  const folder = await emptyFolder();
  const telegram = await openTelegram(options);
  const environment = environmentOf(folder.path, { ...telegram.settings, ...options.environment });
  let baton = await runBaton(environment);
  const port = new URL(baton.url).port;
  telegram.route('https://baton.example', baton.url);
  const people = {
    mo: telegram.addPerson({ name: 'Mo', language: 'en' }),
    ana: telegram.addPerson({ name: 'Ana', language: 'en' }),
    ben: telegram.addPerson({ name: 'Ben', language: 'en' }),
    cleo: telegram.addPerson({ name: 'Cleo', language: 'en' }),
    dan: telegram.addPerson({ name: 'Dan', language: 'en' }),
  };
  return {
    telegram,
    people,
    hands: handsOn(telegram),
    baton: () => baton,
    /** Stops it with a signal, and starts it anew on the same data and port. */
    async restart(signal: NodeJS.Signals = 'SIGTERM') {
      await baton.stop(signal);
      baton = await runBaton({ ...environment, PORT: port });
    },
    async close() {
      await baton.stop();
      await telegram.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export type Team = Awaited<ReturnType<typeof openTeam>>;

/** A floor where everybody has come in, with a supergroup for prospectors and one for closers, and a manager's. */
export async function openTeam(options: FloorOptions = {}) {
  const floor = await openFloor(options);
  const { telegram, people, hands } = floor;
  await hands.takeOver(people.mo, floor.baton());
  await hands.bring(people.mo, people.ana, 'Ana', 'prospector');
  await hands.bring(people.mo, people.ben, 'Ben', 'prospector');
  await hands.bring(people.mo, people.cleo, 'Cleo', 'closer');
  const members = Object.values(people);
  const prospectors = telegram.addGroup({ title: 'Prospectors', members });
  const closers = telegram.addGroup({ title: 'Closers', members });
  await hands.bind(people.mo, prospectors, 'prospectors');
  await hands.bind(people.mo, closers, 'closers');
  let sent = 0;
  return {
    ...floor,
    prospectors,
    closers,
    /** A new lead over HTTP, with a contact that is looked for everywhere. */
    async sendLead(): Promise<{ readonly number: string; readonly phone: string }> {
      sent += 1;
      const phone = `+38067${String(2_000_000 + sent * 1_111).padStart(7, '0')}`;
      telegram.secret(phone);
      const body = JSON.stringify({ name: `Zoriana ${sent}`, phone, source: 'website' });
      const answer = await floor.baton().api('/api/leads', { method: 'POST', body });
      if (answer.status !== 201) throw new Error(`The lead was answered with ${answer.status}.`);
      const { number }: { number: string } = await answer.json();
      return { number, phone };
    },
    /** The cards of one lead in a chat, the newest last. */
    cardsOf: (chat: number, number: string) =>
      telegram.cards(chat).filter(({ text }) => text.includes(number)),
  };
}

export type Hands = ReturnType<typeof handsOn>;

export function handsOn(telegram: TelegramStandIn) {
  /** Types in private and waits for what the bot says to it. */
  async function ask(person: number, text: string): Promise<string> {
    return heard(person, `an answer to ${text.split(' ')[0]}`, () => telegram.say({ person, text }));
  }
  async function heard(person: number, what: string, act: () => unknown): Promise<string> {
    const before = new Set(telegram.cards(person).map(({ message }) => message));
    act();
    const fresh = await telegram.until(what, () =>
      telegram.cards(person).find(({ message }) => !before.has(message)),
    );
    return fresh.text;
  }
  /** The newest card in a chat with a button of this verb. */
  function withButton(chat: number, verb: string, thread?: number | null): Seen | undefined {
    return telegram.cards(chat, thread).findLast(({ buttons }) => buttons.some(is(verb)));
  }
  return {
    ask,
    heard,
    withButton,
    /** Waits for a card with this button and presses it. */
    async press(person: number, chat: number, verb: string, thread?: number | null): Promise<CallbackAnswer> {
      const card = await telegram.until(`a card with ${verb} in ${chat}`, () =>
        withButton(chat, verb, thread),
      );
      const button = card.buttons.find(is(verb))?.code ?? '';
      const answer = await telegram.pressed({ person, chat, message: card.message, button });
      if (!answer) throw new Error(`The press on ${verb} was not answered.`);
      return answer;
    },
    /** Answers the open form question by question: text is typed, `#n` presses the nth choice, empty leaves it out. */
    async answers(person: number, answers: readonly string[]): Promise<CallbackAnswer> {
      for (const [step, answer] of answers.entries()) {
        const question = await telegram.until(`question ${step}`, () => {
          const open = questionFor(telegram, person);
          return open?.step === step ? open : null;
        });
        if (answer === '') await pressIn(telegram, person, codeOf(question, 'skip:'));
        else if (answer.startsWith('#')) {
          await pressIn(
            telegram,
            person,
            question.choices[Number(answer.slice(1))]?.code ?? 'no such choice',
          );
        } else telegram.say({ person, text: answer });
      }
      const summary = await telegram.until('the summary', () => {
        const open = questionFor(telegram, person);
        return open?.step === null ? open : null;
      });
      return pressIn(telegram, person, codeOf(summary, 'confirm:'));
    },
    /** The first manager comes in with the code that the terminal shows. */
    async takeOver(person: number, baton: Running): Promise<void> {
      await heard(person, 'a greeting', () => telegram.start({ person }));
      const code = /\/baton manager (\S+)/.exec(baton.printed())?.[1] ?? '';
      await ask(person, `/baton manager ${code}`);
    },
    /** A manager invites somebody; they come by the deep link. Answers what the newcomer hears. */
    async bring(manager: number, person: number, name: string, roles: string): Promise<string> {
      const said = await ask(manager, `/invite ${name} ${roles}`);
      const code = /\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b/.exec(said)?.[0] ?? '';
      return heard(person, `${name} is in`, () => telegram.start({ person, payload: `j_${code}` }));
    },
    /** What a place is for, said in it; the answer comes in private. */
    bind(manager: number, chat: number, audience: string, thread: number | null = null): Promise<string> {
      return heard(manager, `${audience} is bound`, () =>
        telegram.say({ person: manager, chat, thread, text: `/baton here ${audience}` }),
      );
    },
  };
}

const is =
  (verb: string) =>
  ({ code }: { readonly code: string }) =>
    code.startsWith(`${verb}:`);
