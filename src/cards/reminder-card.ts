/**
 * What the clock has to say to one person, in one place or to managers: about one lead with its buttons, about several
 * as a list. It holds no contact. What is not so any more by the time it is told, is not told.
 */
import { formatCode } from '../core/code.ts';
import { custodianOf } from '../core/lead.ts';
import type { MemberId, Moment, Ref } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Reminder } from '../core/notice.ts';
import { formatNumber } from '../core/number.ts';
import { sayMoment } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton } from './action-buttons.ts';
import type { Block, Button, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { directionName, memberName } from './lead-words.ts';
import type { CardOptions } from './options.ts';

export type Reminding = {
  readonly to: 'yours' | 'place' | 'managers';
  readonly items: readonly RemindingItem[];
  /** How many more there are than are named. */
  readonly more: number;
};

export type RemindingItem = {
  readonly ref: Ref;
  readonly about: Reminder;
  readonly dueAt: Moment | null;
  readonly custodian: MemberId | null;
  /** Of whom it is said, where that is not whoever has it. */
  readonly who: MemberId | null;
};

type Told = RemindingItem & { readonly view: LeadView };

type ReminderOptions = CardOptions & { readonly member: MemberId | null };

/** Null: there is nothing to be said any more. */
export function reminderCard(
  { to, items, more }: Reminding,
  views: ReadonlyMap<Ref, LeadView>,
  options: ReminderOptions,
): Card | null {
  // Of what is said of one lead the last word counts.
  const last = new Map(items.map((item) => [item.ref, item]));
  const told = [...last.values()].flatMap((item) => {
    const view = views.get(item.ref);
    return view && isStillSo(item, view) ? [{ ...item, view }] : [];
  });
  const [first, ...others] = told;
  if (!first) return null;
  return others.length === 0 && more === 0 ? oneCard(to, first, options) : sumCard(to, told, more, options);
}

function isStillSo({ about, dueAt, custodian }: RemindingItem, { lead }: LeadView): boolean {
  if (about === 'given back' || about === 'switched off') return true;
  if (lead.erased || custodianOf(lead) !== custodian || lead.snoozedUntil !== null) return false;
  return about === 'nudge' || lead.dueAt === dueAt;
}

const keys = {
  warn: 'warn',
  remind: 'remind',
  wake: 'wake',
  nudge: 'nudge',
  'given back': 'givenBack',
  'switched off': 'switchedOff',
  'tell managers': 'tellManagers',
} as const satisfies Record<Reminder, string>;

function oneCard(to: Reminding['to'], told: Told, options: ReminderOptions): Card {
  const { view, about } = told;
  const { language, member } = options;
  const say = speak(language);
  const custodian = custodianOf(view.lead);
  const isCovering = to === 'yours' && member !== null && custodian !== null && custodian !== member;
  const name = memberName(custodian, view.names, language);
  const isCall = isCallBack(told);
  const text =
    about === 'wake' && isCovering && !isCall
      ? say('clock.text.wakeCovered', { name })
      : sayText(told, options);
  return fitCard({
    title: say(`clock.title.${isCall ? 'callBack' : told.who === null ? keys[about] : 'givenBack'}`, {
      number: formatNumber(view.lead.number),
    }),
    tone: 'waiting',
    blocks: [
      { type: 'text', text },
      {
        type: 'fields',
        fields: [{ label: say('cards.field.direction'), value: directionName(view.lead, options) }],
      },
      ...(isCovering && (about !== 'wake' || isCall)
        ? ([{ type: 'note', text: say('clock.text.covered', { name }) }] as const)
        : []),
      ...buttonsOf(to, told, options),
    ],
  });
}

/** It did not come back by itself: a manager asked for a call at this moment. */
function isCallBack({ about, view }: Told): boolean {
  return about === 'wake' && view.lead.snoozedBy !== undefined;
}

function sayText(told: Told, { language, timeZone }: CardOptions): string {
  const { about, view, dueAt, who } = told;
  const say = speak(language);
  if (isCallBack(told)) return say('clock.text.callBack', { name: askerOf(told, language) });
  const due = sayMoment(dueAt ?? view.lead.since, language, timeZone);
  switch (about) {
    case 'switched off':
      return who === null
        ? say('clock.text.switchedOff')
        : say('clock.text.switchedOffOther', { name: memberName(who, view.names, language) });
    case 'warn':
    case 'remind':
      return say(`clock.text.${about}`, { due });
    case 'tell managers': {
      const custodian = custodianOf(view.lead);
      return custodian === null
        ? say('clock.text.tellManagersFree', { due })
        : say('clock.text.tellManagers', { due, name: memberName(custodian, view.names, language) });
    }
    default:
      return say(`clock.text.${keys[about]}`);
  }
}

function askerOf({ view: { lead, names } }: Told, language: CardOptions['language']): string {
  return memberName(lead.snoozedBy ?? null, names, language);
}

function buttonsOf(to: Reminding['to'], { about, view }: Told, { language }: CardOptions): readonly Block[] {
  const { lead } = view;
  const plain = (verb: 'nudge' | 'extend' | 'callback', ref: Ref): Button => ({
    type: 'action',
    label: speak(language)(`names.button.${verb}`),
    action: formatCode(verb, ref),
  });
  if (about === 'switched off' && to === 'yours') return buttonBlock([resumeButton(language)]);
  if (about === 'given back' || about === 'switched off')
    return buttonBlock([cardButton('history', lead.ref, language)]);
  if (to === 'place') return buttonBlock([takingButton(view, language)]);
  if (to === 'managers') {
    return buttonBlock([
      commandButton('assign', lead.ref, language),
      ...(custodianOf(lead) === null ? [] : [plain('nudge', lead.ref)]),
      ...(custodianOf(lead) === null ? [] : [plain('callback', lead.ref)]),
      plain('extend', lead.ref),
      cardButton('history', lead.ref, language),
    ]);
  }
  return buttonBlock([
    commandButton('touch', lead.ref, language),
    plain('callback', lead.ref),
    ...(about === 'warn' || about === 'remind' ? [plain('extend', lead.ref)] : []),
    commandButton('release', lead.ref, language),
  ]);
}

function takingButton({ lead }: LeadView, language: CardOptions['language']): Button {
  if (lead.stage === 'qualified') return commandButton('accept', lead.ref, language);
  return commandButton(lead.stage === 'converted' ? 'take' : 'claim', lead.ref, language);
}

export function resumeButton(language: CardOptions['language']): Button {
  return {
    type: 'action',
    label: speak(language)('names.button.resume'),
    action: formatCode('resume', 'me'),
    style: 'primary',
  };
}

function sumCard(to: Reminding['to'], told: readonly Told[], more: number, options: ReminderOptions): Card {
  const { language } = options;
  const say = speak(language);
  const lines = told.map((one) => sayLine(one, options));
  const rest = more === 0 ? [] : [say('clock.sum.more', { count: more })];
  return fitCard({
    title: say(`clock.sum.${to}`, { count: told.length + more }),
    tone: 'waiting',
    blocks: [{ type: 'text', text: [...lines, ...rest].join('\n') }, ...sumButtons(to, told, options)],
  });
}

function sayLine(told: Told, { language, timeZone }: CardOptions): string {
  const { about, view, dueAt, who } = told;
  const say = speak(language);
  const number = formatNumber(view.lead.number);
  if (isCallBack(told)) return say('clock.sum.callBack', { number, name: askerOf(told, language) });
  const due = sayMoment(dueAt ?? view.lead.since, language, timeZone);
  switch (about) {
    case 'switched off':
      return who === null
        ? say('clock.sum.switchedOff', { number })
        : say('clock.sum.switchedOffOther', { number, name: memberName(who, view.names, language) });
    case 'warn':
    case 'remind':
      return say(`clock.sum.${about}`, { number, due });
    case 'tell managers': {
      const custodian = custodianOf(view.lead);
      return custodian === null
        ? say('clock.sum.tellManagersFree', { number, due })
        : say('clock.sum.tellManagers', {
            number,
            due,
            name: memberName(custodian, view.names, language),
          });
    }
    default:
      return say(`clock.sum.${keys[about]}`, { number });
  }
}

function sumButtons(to: Reminding['to'], told: readonly Told[], { language }: CardOptions): readonly Block[] {
  const say = speak(language);
  const isOff = told.some(({ about, who }) => about === 'switched off' && who === null);
  const free = told.find(({ view }) => view.lead.stage === 'new');
  return buttonBlock([
    ...(isOff ? [resumeButton(language)] : []),
    ...(to === 'yours'
      ? [{ type: 'action', label: say('names.button.mine'), action: formatCode('mine', 'me') } as const]
      : []),
    ...(to === 'place' && free
      ? [
          {
            type: 'action',
            label: say('names.button.next'),
            action: formatCode('next', free.view.lead.direction),
            style: 'primary',
          } as const,
        ]
      : []),
  ]);
}
