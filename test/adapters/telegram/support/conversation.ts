/** A form as a person meets it in Telegram: what the question says, what its buttons do, and the way through it. */
import type { Filled, Form } from '../../../../src/cards/form.ts';
import type { CallbackAnswer } from '../../../support/telegram/types.ts';
import type { Seen } from '../../../support/telegram/eyes.ts';
import type { TelegramStandIn } from '../../../support/telegram/index.ts';

export type Question = {
  readonly message: Seen;
  readonly title: string;
  /** From 0; null on the summary. */
  readonly step: number | null;
  readonly label: string;
  readonly hint: string | null;
  /** What stands in it, as it is told. */
  readonly now: string | null;
  readonly choices: readonly { readonly label: string; readonly code: string; readonly isChosen: boolean }[];
  readonly warning: string | null;
};

/** The question that stands open in front of a person; null when none does. */
export function questionFor(telegram: TelegramStandIn, person: number): Question | null {
  const message = telegram.cards(person).findLast(({ buttons }) => buttons.some(({ code }) => isOut(code)));
  return message ? read(message) : null;
}

const isOut = (code: string) => /^cancel:f_\w+$/.test(code);
const parts = (code: string) => /^(\w+):(f_\w+)(?::(\d+)(?:\.(.+))?)?$/.exec(code);

function read(message: Seen): Question {
  const { text, entities, buttons } = message;
  const said = (type: string) => entities.filter((entity) => entity.type === type);
  const words = ({ offset, length }: { offset: number; length: number }) =>
    text.slice(offset, offset + length);
  const [title, label] = said('bold');
  const isSummary = !/· \d+ (of|з) \d+/.test(text);
  const steps = buttons.flatMap(({ code }) => parts(code)?.[3] ?? []);
  const hint = isSummary ? undefined : said('italic').find(({ offset }) => offset > (label?.offset ?? 0));
  const asked = label && !isSummary ? label : undefined;
  const tail = asked ? text.slice((hint ?? asked).offset + (hint ?? asked).length) : '';
  return {
    message,
    title: title ? words(title) : '',
    step: isSummary ? null : Number(steps[0] ?? 0),
    label: asked ? words(asked) : '',
    hint: hint ? words(hint) : null,
    now: /^\n\n[^:]+: ([^]*)$/.exec(tail)?.[1] ?? null,
    choices: buttons
      .filter(({ code }) => code.startsWith('answer:') && /^\d+$/.test(parts(code)?.[4] ?? ''))
      .map(({ label, code }) => ({
        label: label.replace(/^(✅|✏️) /, ''),
        code,
        isChosen: label.startsWith('✅ '),
      })),
    warning: /⚠️ ([^\n]+)/.exec(text)?.[1] ?? null,
  };
}

/** Presses a button of the open question and waits for the answer to the press. */
export async function pressIn(
  telegram: TelegramStandIn,
  person: number,
  button: string,
): Promise<CallbackAnswer> {
  const question = questionFor(telegram, person);
  if (!question) throw new Error('No question stands open.');
  const { chat, message } = question.message;
  const answer = await telegram.pressed({ person, chat, message, button });
  if (!answer) throw new Error(`The press on ${button} was not answered.`);
  return answer;
}

/** On without an answer: what stands there is kept, what may be left out is left out. */
export async function passBy(telegram: TelegramStandIn, person: number): Promise<void> {
  const codes = questionFor(telegram, person)?.message.buttons.map(({ code }) => code) ?? [];
  const on =
    codes.find((code) => code.startsWith('confirm:')) ?? codes.find((code) => code.startsWith('skip:'));
  if (on === undefined) throw new Error('The question lets nobody by.');
  await pressIn(telegram, person, on);
}

/** Answers the open question. */
export async function answerWith(
  telegram: TelegramStandIn,
  person: number,
  value: string | readonly string[],
  field: Form['fields'][number],
): Promise<void> {
  const before = questionFor(telegram, person);
  if (!before) throw new Error('No question stands open.');
  if (field.choices.length === 0) {
    telegram.say({ person, text: String(value) });
    await telegram.until('the next question', () => {
      const now = questionFor(telegram, person);
      return now?.message.message !== before.message.message && now !== null;
    });
    return;
  }
  const wanted = typeof value === 'string' ? [value] : value;
  const indexOf = (id: string) => field.choices.findIndex((choice) => choice.id === id);
  if (field.kind !== 'several choices') {
    await pressIn(telegram, person, before.choices[indexOf(wanted[0] ?? '')]?.code ?? 'no such choice');
    return;
  }
  for (const { id } of field.choices) {
    const choice = questionFor(telegram, person)?.choices[indexOf(id)];
    if (choice && choice.isChosen !== wanted.includes(id)) await pressIn(telegram, person, choice.code);
  }
  await passBy(telegram, person);
}

/** From wherever it stands to the end: every field of `filled` anew, then it is sent. */
export async function fillThrough(
  telegram: TelegramStandIn,
  person: number,
  form: Form,
  filled: Filled,
): Promise<CallbackAnswer> {
  const left = new Set(Object.keys(filled));
  for (;;) {
    const question = questionFor(telegram, person);
    if (!question) throw new Error('The form is gone before it was sent.');
    const field = question.step === null ? undefined : form.fields[question.step];
    if (field) {
      const value = filled[field.id];
      if (value === undefined) await passBy(telegram, person);
      else await answerWith(telegram, person, value, field);
      left.delete(field.id);
      continue;
    }
    const next = form.fields.findIndex(({ id }) => left.has(id));
    if (next === -1) break;
    await pressIn(telegram, person, question.choices[next]?.code ?? 'no such question');
  }
  return pressIn(telegram, person, codeOf(questionFor(telegram, person), 'confirm:'));
}

export function codeOf(question: Question | null, verb: string): string {
  const found = question?.message.buttons.find(({ code }) => code.startsWith(verb));
  if (!found) throw new Error(`There is no ${verb} on the question.`);
  return found.code;
}
