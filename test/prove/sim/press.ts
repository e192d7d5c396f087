/**
 * Somebody presses, and fills in what opens. A platform that gets no answer, since the process died, brings the same
 * delivery to the next one; as an impatient one it may bring it twice although it was answered.
 */
import type { Filled, Form } from '../../../src/cards/form.ts';
import type { MessageId, Reply } from '../../../src/chat/port.ts';
import { parseCode } from '../../../src/core/code.ts';
import { readableText } from '../../support/fake-chat.ts';
import type { Chat, SimFloor } from './a-floor.ts';
import type { Draws } from '../floor/draws.ts';

export type Pressing = {
  readonly platform: Chat;
  readonly who: string;
  readonly code: string;
  readonly message: MessageId | null;
  /** What the platform calls this delivery. */
  readonly id: string;
};

export async function press(floor: SimFloor, pressing: Pressing): Promise<Reply> {
  const { platform, who, code, message, id } = pressing;
  const about = `${who} presses ${code} on ${platform} (${id})`;
  const reply = await answered(floor, about, who, () =>
    floor[platform].press(who, code, message === null ? { id } : { id, message }),
  );
  if (message !== null && platform === 'telegram') floor.pressedOn(message.message);
  return reply;
}

/** Somebody types something. */
export function ask(
  floor: SimFloor,
  { platform, who, text, id }: { platform: Chat; who: string; text: string; id: string },
): Promise<Reply> {
  return answered(floor, `${who} types "${text}" on ${platform} (${id})`, who, () =>
    floor[platform].ask(who, text, { id }),
  );
}

/** Presses, and fills in the form if one opens. */
export async function pressAndFill(floor: SimFloor, pressing: Pressing, draws: Draws): Promise<Reply> {
  const reply = await press(floor, pressing);
  if (reply.type !== 'form') return reply;
  const { platform, who, id } = pressing;
  const { form } = reply;
  const code = parseCode(form.code);
  const filled =
    code?.verb === 'correct'
      ? correct(floor, form, { ref: code.ref, who }, draws)
      : fill(form, draws, floor.clock.now());
  const about = `${who} fills in ${form.code} on ${platform}: ${JSON.stringify(filled)}`;
  return answered(floor, about, who, () =>
    floor[platform].submit(who, form.code, filled, { id: `${id}-form` }),
  );
}

async function answered(
  floor: SimFloor,
  about: string,
  who: string,
  deliver: () => Promise<Reply>,
): Promise<Reply> {
  const { trace, clock } = floor;
  trace.tell(clock.now(), about);
  for (;;) {
    const process = floor.process();
    const reply = await deliver();
    if (process.isDead()) {
      trace.tell(clock.now(), `  nobody answers; again: ${about}`);
      continue;
    }
    trace.tell(clock.now(), `  ${about}: ${said(reply)}`);
    if (reply.type === 'say') {
      const card = reply.card ? readableText(reply.card) : '';
      floor.told.push({ who, at: clock.now(), text: `${reply.text}\n${card}` });
    }
    return reply;
  }
}

const said = (reply: Reply) =>
  reply.type === 'say'
    ? `${reply.tone}, ${reply.text}`
    : reply.type === 'form'
      ? 'a form'
      : JSON.stringify(reply);

/** A contact that is nobody else's; what is left empty stays as it was. */
function correct(
  { typed }: SimFloor,
  { fields }: Form,
  by: { readonly ref: string; readonly who: string },
  { once, draw }: Draws,
): Filled {
  const digits = String(1_000_000 + draw(8_999_999));
  const [name, phone, email] = [`Zenobius-${digits}q`, `+38050${digits}`, `zenobius${digits}@sim.example`];
  const values: Readonly<Record<string, string>> = {
    name,
    phone,
    email,
    company: `Zenobius ${digits} and sons`,
    source: 'fair',
    message: `${name} is to be called, ${phone}.`,
    value: digits,
  };
  typed.push({ ...by, secrets: [name, phone.slice(4), email] });
  return Object.fromEntries(fields.flatMap(({ id }) => (once(2) ? [[id, values[id] ?? ''] as const] : [])));
}

function fill({ fields }: Form, { one, once, draw }: Draws, now: number): Filled {
  const filled: Record<string, string> = {};
  for (const { id, kind, required, choices, value } of fields) {
    if (!required && once(2)) continue;
    if (choices.length > 0) filled[id] = one(choices).id;
    else if (kind === 'money' || kind === 'number') filled[id] = String(100 + draw(900));
    else if (kind === 'date') {
      filled[id] = Temporal.Instant.fromEpochMilliseconds(now + draw(20) * 86_400_000)
        .toString()
        .slice(0, 10);
    } else filled[id] = typeof value === 'string' ? value : `What somebody typed, ${draw(1000)}.`;
  }
  return filled;
}
