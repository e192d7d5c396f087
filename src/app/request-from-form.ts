/** What a filled-in form asks for: the command, and beside it what was typed. It decides nothing and keeps nothing. */
import type { Flaw } from '../cards/form.ts';
import { readSnooze } from '../cards/forms/snooze-form.ts';
import { briefFrom, isMoney, type FormValues } from '../cards/read-form.ts';
import { touchKinds, touchOutcomes, type Correctable, type PersonCommandType } from '../core/command.ts';
import type { Contact, Words } from '../core/contact.ts';
import type { Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Direction } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import { readEmail, readPhone } from './normalise-contact.ts';
import { inputLimits } from './read-lead-input.ts';
import type { PersonRequest } from './request.ts';
import type { Hearer } from './say-outcome.ts';
import type { CallsBack } from './who-calls-back.ts';

export type FromForm =
  | {
      readonly ok: true;
      readonly request: PersonRequest;
      readonly words?: Words;
      readonly contact?: Partial<Contact>;
    }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

type About = {
  readonly view: LeadView;
  readonly direction: Direction;
  readonly hearer: Hearer;
  readonly now: Moment;
  readonly callsBack: CallsBack | null;
};

export function requestFromForm(command: PersonCommandType, values: FormValues, about: About): FromForm {
  const text = (field: string) => textOf(values, field);
  switch (command) {
    case 'qualify':
      return { ok: true, request: { type: 'qualify' }, words: { brief: briefFrom(values) } };
    case 'disqualify':
    case 'return':
    case 'lose':
      return said({ type: command, reason: text('reason') ?? '' }, text('note'));
    case 'convert': {
      const { value } = values;
      const money = isMoney(value) ? value : { value: null, currency: null };
      return said({ type: 'convert', ...money }, text('what'));
    }
    case 'touch':
      return touchFrom(values);
    case 'snooze': {
      const { hearer, callsBack, now } = about;
      const { timeZone } = callsBack ?? hearer;
      const snooze = readSnooze(values, { language: hearer.language, timeZone, now });
      return snooze.ok ? said({ type: 'snooze', until: snooze.until }, text('why')) : snooze;
    }
    case 'assign':
      return { ok: true, request: { type: 'assign', to: text('to') ?? '' } };
    case 'correct':
      return correctionFrom(values, about);
    default:
      return said({ type: command }, text('text'));
  }
}

function said(request: PersonRequest, text: string | null): FromForm {
  return { ok: true, request, ...(text === null ? {} : { words: { text } }) };
}

function textOf(values: FormValues, field: string): string | null {
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  return typeof value === 'string' ? value : null;
}

/** The form lets one choose among these alone, and `readForm` has seen to it. */
function touchFrom(values: FormValues): FromForm {
  const kind = touchKinds.find((known) => known === values['kind']);
  const outcome = touchOutcomes.find((known) => known === values['outcome']);
  if (!kind || !outcome) throw new Error('A touch was read from a form that is none of a touch.');
  return said({ type: 'touch', kind, outcome }, textOf(values, 'text'));
}

/** Only what differs from how it is: what was left empty, or typed as it stands, is no correction. */
function correctionFrom(values: FormValues, { view, direction, hearer }: About): FromForm {
  const say = speak(hearer.language);
  const flaws: Flaw[] = [];
  const contact: { -readonly [K in keyof Contact]?: Contact[K] } = {};
  const fields: Correctable[] = [];

  for (const field of ['name', 'company', 'message'] as const) {
    const text = textOf(values, field);
    if (text === null || text === view.contact[field]) continue;
    contact[field] = text;
    fields.push(field);
  }
  const phone = textOf(values, 'phone');
  const number = phone === null ? null : readPhone(phone, direction.country);
  if (phone !== null && number === null)
    flaws.push({ field: 'phone', says: say('inbox.problem.not_a_phone') });
  if (number && !(number.number === view.contact.phone && view.contact.phoneChecked)) {
    contact.phone = number.number;
    contact.phoneChecked = true;
    fields.push('phone');
  }
  const email = textOf(values, 'email');
  const address = email === null ? null : readEmail(email);
  if (email !== null && address === null)
    flaws.push({ field: 'email', says: say('inbox.problem.not_an_email') });
  if (address !== null && address !== view.contact.email) {
    contact.email = address;
    fields.push('email');
  }
  const source = textOf(values, 'source');
  if (source !== null && source.length > inputLimits.source) {
    flaws.push({ field: 'source', says: say('inbox.problem.too_long', { max: inputLimits.source }) });
  } else if (source !== null && source !== view.lead.source) fields.push('source');
  const { value } = values;
  const money = isMoney(value) && !isWorth(view, value) ? value : null;
  if (money) fields.push('value');

  if (flaws.length > 0) return { ok: false, flaws };
  return {
    ok: true,
    contact,
    request: {
      type: 'correct',
      fields,
      ...(fields.includes('source') ? { source } : {}),
      ...money,
    },
  };
}

function isWorth({ lead }: LeadView, { value, currency }: { value: number; currency: string }): boolean {
  return lead.stage === 'converted' && lead.value === value && lead.currency === currency;
}
