/**
 * Makes of a command's body what the shell asks for: the request, the words that came with it, the contact that is
 * mended. Whatever can be wrong with it is told; nothing is read or written here.
 */
import type { PersonCommandType } from '../core/command.ts';
import { readEmail, readPhone } from '../app/normalise-contact.ts';
import type { Request } from '../app/request.ts';
import type { Contact, Words } from '../core/contact.ts';
import type { Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { formatNumber, parseLeadNumber } from '../core/number.ts';
import type { Direction } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import { minorUnitsOf } from './amount.ts';
import { briefOf } from './brief-of.ts';
import type { BodyOf } from './command-bodies.ts';
import { mendable } from './command-bodies.ts';
import { momentOf } from './moment.ts';
import type { FieldProblem } from './problem.ts';

const say = speak('en');

export type Prepared =
  | {
      readonly ok: true;
      readonly request: Request;
      readonly words?: Words;
      readonly contact?: Partial<Contact>;
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** What a preparation may look at. `view` and `direction` are those of the lead, for the commands of `needsView`. */
export type Surroundings = {
  readonly now: Moment;
  readonly view: LeadView | null;
  readonly direction: Direction | null;
};

/** Whose body can be understood only by knowing the lead: its direction's questions and currency, its number. */
const lookFirst: readonly PersonCommandType[] = ['qualify', 'convert', 'correct', 'erase'];

export function needsView(command: PersonCommandType): boolean {
  return lookFirst.includes(command);
}

type Preparations = {
  readonly [C in PersonCommandType]: (body: BodyOf<C>, around: Surroundings) => Prepared;
};

export function prepareCommand<C extends PersonCommandType>(
  command: C,
  body: BodyOf<C>,
  around: Surroundings,
): Prepared {
  const prepare: Preparations[C] = preparations[command];
  return prepare(body, around);
}

const preparations: Preparations = {
  claim: () => ready({ type: 'claim' }),
  release: () => ready({ type: 'release' }),
  accept: () => ready({ type: 'accept' }),
  take: () => ready({ type: 'take' }),
  reopen: () => ready({ type: 'reopen' }),
  touch: ({ kind, outcome, note }) => ready({ type: 'touch', kind, outcome }, note),
  note: ({ text }) => ready({ type: 'note' }, text),
  snooze({ until, why }, { now }) {
    const moment = momentOf(until);
    return moment > now
      ? ready({ type: 'snooze', until: moment }, why)
      : wrong('until', say('api.input.momentPast'));
  },
  qualify({ brief: answers }, around) {
    const read = briefOf(answers, directionIn(around));
    return read.ok ? { ok: true, request: { type: 'qualify' }, words: { brief: read.brief } } : read;
  },
  disqualify: ({ reason, note }) => ready({ type: 'disqualify', reason }, note),
  return: ({ reason, note }) => ready({ type: 'return', reason }, note),
  lose: ({ reason, note }) => ready({ type: 'lose', reason }, note),
  convert({ value, currency, what }, around) {
    const money = moneyOf(value ?? null, currency ?? null, directionIn(around).currency);
    return money.ok ? ready({ type: 'convert', ...money.money }, what) : money;
  },
  assign: ({ to }) => ready({ type: 'assign', to }),
  reveal: ({ reason }) => ready({ type: 'reveal' }, reason),
  correct: (body, around) => prepareCorrection(body, viewIn(around), directionIn(around)),
  erase({ confirm }, around) {
    const { number } = viewIn(around).lead;
    return parseLeadNumber(confirm) === number
      ? ready({ type: 'erase' })
      : wrong('confirm', say('api.input.confirm', { number: formatNumber(number) }));
  },
};

function prepareCorrection(body: BodyOf<'correct'>, view: LeadView, direction: Direction): Prepared {
  const fields = mendable.filter((field) => body[field] !== undefined);
  if (fields.length === 0) {
    return wrong('member', say('api.input.nothingToMend', { known: mendable.join(', ') }));
  }
  const problems: FieldProblem[] = [];
  const money = moneyOf(body.value ?? null, body.currency ?? null, direction.currency);
  if (!money.ok) problems.push(...money.problems);
  const contact = mendedContact(body, view.contact, direction.country, problems);
  if (problems.length > 0 || !money.ok) return { ok: false, problems };
  const { value, currency } = money.money;
  return {
    ok: true,
    request: {
      type: 'correct',
      fields,
      ...(value === null || currency === null ? {} : { value, currency }),
      ...(body.source === undefined ? {} : { source: body.source === '' ? null : body.source }),
    },
    ...(Object.keys(contact).length > 0 ? { contact } : {}),
  };
}

function mendedContact(
  body: BodyOf<'correct'>,
  before: Contact,
  country: string,
  problems: FieldProblem[],
): Partial<Contact> {
  const text = (given: string | null) => (given === '' ? null : given);
  const phone = body.phone === undefined ? undefined : text(body.phone);
  const email = body.email === undefined ? undefined : text(body.email);
  const number = phone ? (readPhone(phone, country)?.number ?? null) : null;
  const address = email ? readEmail(email) : null;
  if (phone && number === null) problems.push({ path: 'phone', says: say('api.input.not_a_phone') });
  if (email && address === null) problems.push({ path: 'email', says: say('api.input.not_an_email') });
  const hadOne = before.phone !== null || before.email !== null;
  const hasOne =
    (phone === undefined ? before.phone : phone) !== null ||
    (email === undefined ? before.email : email) !== null;
  if (hadOne && !hasOne) {
    problems.push({ path: phone === null ? 'phone' : 'email', says: say('api.input.no_contact') });
  }
  return {
    ...(body.name === undefined ? {} : { name: text(body.name) }),
    ...(phone === undefined ? {} : { phone: number, phoneChecked: true }),
    ...(email === undefined ? {} : { email: address }),
    ...(body.company === undefined ? {} : { company: text(body.company) }),
    ...(body.message === undefined ? {} : { message: text(body.message) }),
  };
}

type ReadMoney =
  | { readonly ok: true; readonly money: { readonly value: number | null; readonly currency: string | null } }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

function moneyOf(amount: number | string | null, given: string | null, own: string): ReadMoney {
  if (amount === null) {
    return given === null
      ? { ok: true, money: { value: null, currency: null } }
      : { ok: false, problems: [{ path: 'currency', says: say('api.input.notSaid') }] };
  }
  const currency = given ?? own;
  const value = minorUnitsOf(amount, currency);
  return value === null
    ? { ok: false, problems: [{ path: 'value', says: say('api.input.money', { currency }) }] }
    : { ok: true, money: { value, currency } };
}

function ready(request: Request, text?: string | null): Prepared {
  return text ? { ok: true, request, words: { text } } : { ok: true, request };
}

function wrong(path: string, says: string): Prepared {
  return { ok: false, problems: [{ path, says }] };
}

function viewIn({ view }: Surroundings): LeadView {
  if (!view) throw new Error('This command is prepared by looking at the lead: add it to `lookFirst`.');
  return view;
}

function directionIn({ direction }: Surroundings): Direction {
  if (!direction) throw new Error('This command is prepared by its direction: add it to `lookFirst`.');
  return direction;
}
