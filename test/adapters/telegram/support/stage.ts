/** The stage of the conformance suite on Telegram: Ana and Ben in a supergroup, both of whom have pressed Start. */
import type { Field } from '../../../../src/cards/form.ts';
import type { MessageId } from '../../../../src/chat/port.ts';
import type { Seen } from '../../../support/telegram/eyes.ts';
import { fullForm } from '../../conformance/full-form.ts';
import { retryAfterMs } from '../../conformance/stage.ts';
import type { Mood, SeenAnswer, SeenMessage, Stage } from '../../conformance/stage.ts';
import { codeOf, fillThrough, passBy, pressIn, questionFor } from './conversation.ts';
import type { Question } from './conversation.ts';
import { openTelegramChat } from './telegram-chat.ts';

export async function openStage(mode: 'polling' | 'webhook'): Promise<Stage> {
  const opened = await openTelegramChat({ mode });
  const { telegram, adapter } = opened;
  const [ana, ben] = [telegram.addPerson({ name: 'Ana' }), telegram.addPerson({ name: 'Ben' })];
  const group = telegram.addGroup({ title: 'Prospectors', members: [ana, ben] });
  for (const person of [ana, ben]) telegram.start({ person });
  // What they were told so far is not what the suite looks at.
  telegram.bench.updates.drop();

  /** What is new to a person in their private chat while something runs. */
  async function watching(person: number, run: () => Promise<string>): Promise<SeenAnswer> {
    const before = new Map(telegram.cards(person).map((card) => [card.message, card]));
    const said = await run();
    const fresh = telegram
      .cards(person)
      .filter((card) => card.text !== before.get(card.message)?.text)
      .map(({ text }) => text);
    const open = questionFor(telegram, person);
    const flaws = open?.warning ? [{ field: fieldAt(open)?.id ?? '', says: open.warning }] : [];
    return {
      text: [said, ...fresh].filter((text) => text !== '').join('\n'),
      form: open ? await walk(person, open, flaws.length > 0) : null,
      flaws,
    };
  }
  /** A form that has just been opened is looked through to its summary; one that stays open is left where it is. */
  async function walk(person: number, first: Question, staysThere: boolean) {
    const questions: Question[] = [first];
    for (let next: Question | null = staysThere ? null : first; next !== null;) {
      await passBy(telegram, person);
      next = questionFor(telegram, person);
      if (next?.step === null) break;
      if (next) questions.push(next);
    }
    return { title: first.title, fields: questions.map(asField) };
  }

  const moods: Readonly<Record<Mood, () => void | Promise<void>>> = {
    'limits the place': () => telegram.fault({ kind: '429', times: 1, seconds: retryAfterMs / 1_000 }),
    'refuses the connection': () => telegram.shut(),
    'loses the answer': () => telegram.fault({ kind: 'answer lost', times: 1 }),
    hangs: () => telegram.fault({ kind: 'hang', times: 1 }),
    'throws the bot out': () => telegram.kickBot({ chat: group }),
    'refuses the content': () => telegram.fault({ kind: '400', times: 1 }),
  };

  return {
    adapter,
    place: { channel: String(group), thread: null },
    strangePlace: { channel: '-1009999999999', thread: null },
    person: String(ana),
    other: String(ben),
    seenIn: async ({ channel, thread }) =>
      telegram.cards(Number(channel), thread === null ? null : Number(thread)).map(asMessage),
    seenBy: async (person) => telegram.cards(Number(person)).map(asMessage),
    homeOf: async () => null,
    press: async (person, { channel, message }: MessageId, code) => {
      // Opened again, a form goes on where it was; who wants a new one drops the old one first.
      const open = questionFor(telegram, Number(person));
      if (open) await pressIn(telegram, Number(person), codeOf(open, 'cancel:'));
      return watching(Number(person), async () => {
        const how = { person: Number(person), chat: Number(channel), message: Number(message), button: code };
        return (await telegram.pressed(how))?.text ?? '';
      });
    },
    ask: (person, text) =>
      watching(Number(person), async () => {
        const before = telegram.cards(Number(person)).length;
        telegram.say({ person: Number(person), text: `/baton ${text}` });
        await telegram.until('an answer', () => telegram.cards(Number(person)).length > before);
        return '';
      }),
    fill: (person, form, filled) =>
      watching(Number(person), async () => (await fillThrough(telegram, Number(person), form, filled)).text),
    mood: async (mood) => moods[mood](),
    async leave(person) {
      telegram.leave({ chat: group, person: Number(person) });
    },
    async remove({ channel, message }) {
      telegram.removeMessage({ chat: Number(channel), message: Number(message) });
    },
    close: () => opened.close(),
  };
}

const asMessage = ({ message, text, buttons }: Seen): SeenMessage => ({
  message: String(message),
  text,
  buttons: buttons.map(({ label, code }) => ({ label, code })),
});

/** A conversation names no fields: they are known by their place in it. */
const fieldAt = ({ step }: Question): Field | undefined => fullForm().fields[step ?? -1];

function asField(question: Question) {
  const field = fieldAt(question);
  const chosen = question.choices.flatMap(({ isChosen }, index) =>
    isChosen ? [field?.choices[index]?.id ?? ''] : [],
  );
  return {
    id: field?.id ?? '',
    label: question.label,
    hint: question.hint,
    value: field?.kind === 'several choices' ? chosen : (chosen[0] ?? question.now),
    choices: question.choices.map(({ label }) => label),
  };
}
