/** What needs a manager, as the first part of a digest: each lead with the buttons that mend it. It holds no contact. */
import { formatCode } from '../core/code.ts';
import { exceptionKinds } from '../core/exception.ts';
import type { Exceptions } from '../core/exception.ts';
import { custodianOf } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import { sayMoment } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import type { Block, Button } from './card.ts';
import { memberName } from './lead-words.ts';

type Reading = { readonly language: Language; readonly timeZone: string };
type Stuck = Exceptions['leads'][number];

export function exceptionBlocks({ counts, leads, away }: Exceptions, reading: Reading): readonly Block[] {
  const say = speak(reading.language);
  const count = exceptionKinds.reduce((sum, kind) => sum + counts[kind], 0);
  const more = count - leads.length;
  const others = away.length - shownPeople;
  const people = [
    ...away.slice(0, shownPeople).flatMap((one) => personBlocks(one, reading)),
    ...(others > 0 ? [{ type: 'note', text: say('digest.exception.more', { count: others }) } as const] : []),
  ];
  if (count === 0) return [{ type: 'text', text: say('digest.exception.none') }, ...people];
  return [
    { type: 'text', text: say('digest.exception.title', { count }) },
    ...leads.flatMap((stuck) => [
      { type: 'text', text: lineOf(stuck, reading) } as const,
      { type: 'buttons', buttons: buttonsOf(stuck, reading.language) } as const,
    ]),
    ...(more > 0 ? [{ type: 'note', text: say('digest.exception.more', { count: more }) } as const] : []),
    ...people,
  ];
}

/** Who has most waiting comes first, and more of them than these no message holds with their buttons. */
const shownPeople = 5;

function personBlocks(
  { member, name, until, waiting }: Exceptions['away'][number],
  { language, timeZone }: Reading,
): readonly Block[] {
  const say = speak(language);
  const text = say('digest.exception.away', {
    name,
    until: sayMoment(until, language, timeZone),
    waiting: say('digest.exception.waiting', { count: waiting }),
  });
  const label = say('digest.exception.person', { label: say('names.button.deputy'), name });
  const button = { type: 'action', label, action: formatCode('deputy', member) } as const;
  return [
    { type: 'note', text },
    { type: 'buttons', buttons: [button] },
  ];
}

function lineOf({ kind, view }: Stuck, { language, timeZone }: Reading): string {
  const { lead, names } = view;
  const say = speak(language);
  const line = say(`digest.exception.${kind}`, {
    number: formatNumber(lead.number),
    name: memberName(custodianOf(lead), names, language),
    due: sayMoment(lead.dueAt ?? lead.since, language, timeZone),
  });
  if (lead.nudgedAt === undefined) return line;
  return say('digest.exception.nudged', { line, at: sayMoment(lead.nudgedAt, language, timeZone) });
}

/** Each names its lead: where a platform puts all buttons below the text, one has to know which is whose. */
function buttonsOf({ view: { lead } }: Stuck, language: Language): readonly Button[] {
  const say = speak(language);
  const number = formatNumber(lead.number);
  const isHeld = custodianOf(lead) !== null;
  const button = (label: string, verb: 'assign' | 'nudge' | 'callback' | 'extend'): Button => ({
    type: 'action',
    label: say('digest.exception.button', { label, number }),
    action: formatCode(verb, lead.ref),
  });
  return [
    button(say('names.command.assign'), 'assign'),
    ...(isHeld && lead.nudgedAt === undefined ? [button(say('names.button.nudge'), 'nudge')] : []),
    ...(isHeld ? [button(say('names.button.callback'), 'callback')] : []),
    ...(lead.dueAt === null ? [] : [button(say('names.button.extend'), 'extend')]),
  ];
}
