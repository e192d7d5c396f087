/** One lead's past: let in if it is not there, then step by step as far as the rules go. */
import type { Command } from '../../core/command.ts';
import { decide } from '../../core/decide.ts';
import type { EventType, LeadEvent } from '../../core/event.ts';
import { evolve } from '../../core/evolve.ts';
import type { Lead, MemberId, Ref } from '../../core/lead.ts';
import type { LeadView } from '../../core/lead-view.ts';
import { loadChanges } from '../../core/load.ts';
import { formatNumber } from '../../core/number.ts';
import { actorOfThePast, rulesOfThePast } from '../../core/past.ts';
import type { Contact, Words } from '../../core/contact.ts';
import { findKnown } from '../../storage/insert-lead.ts';
import { insertLeads } from '../../storage/insert-leads.ts';
import { findView, listHistory } from '../../storage/read-lead.ts';
import { saveLead } from '../../storage/save-lead.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { directionOf } from '../direction-of.ts';
import { keysOf } from '../keys-of.ts';
import { readLeadInput } from '../read-lead-input.ts';
import { arrivalOf } from '../receive-lead.ts';
import { sayProblem } from '../say-problem.ts';
import type { HistoryApp, KeepingHistory, Story } from './keep-history.ts';
import type { Deed, RefusedStep } from './step.ts';

export type Told = {
  /** Null where there is no such lead, and none was made. */
  readonly ref: Ref | null;
  readonly isNew: boolean;
  readonly steps: number;
  readonly known: number;
  readonly refused: readonly RefusedStep[];
};

type Telling = KeepingHistory & { readonly names: Readonly<Record<MemberId, string>> };
type One = Story[number];

/** The lead as far as its story has come, and the events that are in its history. */
type Standing = { lead: Lead; readonly contact: Contact; readonly history: LeadEvent[] };

export async function tellStory(app: HistoryApp, story: Story, telling: Telling): Promise<Told> {
  const refused: RefusedStep[] = [];
  let [isNew, steps, known] = [false, 0, 0];
  let standing: Standing | null = null;
  for (const step of story) {
    const refuse = (reason: string) => refused.push({ row: step.row, reasons: [reason] });
    const done: Done = await takeStep(app, standing, step, telling);
    standing = done.standing;
    if (done.outcome === 'done') steps += 1;
    else if (done.outcome === 'known') known += 1;
    else refuse(done.outcome.refused);
    if (done.outcome === 'done' && step.deed.command === 'receive') isNew = true;
  }
  return { ref: standing?.lead.ref ?? null, isNew, steps, known, refused };
}

type Done = {
  readonly standing: Standing | null;
  readonly outcome: 'done' | 'known' | { readonly refused: string };
};

async function takeStep(
  app: HistoryApp,
  before: Standing | null,
  step: One,
  telling: Telling,
): Promise<Done> {
  const { say } = telling;
  if (step.deed.command === 'receive') return receive(app, before, step, step.deed, telling);
  const standing = before ?? (await findStanding(app, step));
  if (!standing) return { standing, outcome: { refused: say('history.row.lead') } };
  return { standing, outcome: await act(app, standing, step, telling) };
}

async function receive(
  app: HistoryApp,
  before: Standing | null,
  step: One,
  deed: Extract<Deed, { command: 'receive' }>,
  telling: Telling,
): Promise<Done> {
  const { say, isDryRun } = telling;
  if (before) {
    // Its steps may stand before it, where dates are wrong; then it was found by them.
    const isThisOne = before.history[0]?.at === step.at;
    return { standing: before, outcome: isThisOne ? 'known' : { refused: say('history.row.twice') } };
  }
  const there = await findStanding(app, step);
  if (there) return { standing: there, outcome: 'known' };
  const { command: _, ...input } = deed;
  const read = readLeadInput(
    { ...input, externalId: step.externalId, source: step.source, receivedAt: null, fields: null },
    { playbook: app.playbook(), now: step.at },
  );
  if (!read.ok) {
    const problems = read.problems.map((problem) => sayProblem(problem, telling.language));
    return { standing: null, outcome: { refused: problems.join(' ') } };
  }
  const arrival = arrivalOf(app, read.lead, {
    via: 'import',
    past: step.at,
    ...(step.by ? { by: step.by } : {}),
  });
  const { contact } = arrival;
  const born = (number: number): Standing => ({
    lead: { ...arrival.lead, number },
    contact,
    history: [{ ...arrival.event, number }],
  });
  if (isDryRun) {
    const phone = contact.phoneChecked ? contact.phone : null;
    const other = await findKnown(app.database.db, {
      externalId: null,
      source: null,
      phone,
      email: contact.email,
    });
    const isTaken = other !== null && other.stage !== 'disqualified' && other.stage !== 'lost';
    return isTaken ? taken(other.number) : { standing: born(0), outcome: 'done' };
  }
  const silence = { key: arrival.lead.ref, now: step.at, holdMs: 0, audiences: {} };
  const [arrived] = await insertLeads(app.database.db, [arrival], silence);
  if (arrived === undefined || arrived === 'repeated') throw new Error('A lead of a history got no answer.');
  return 'number' in arrived
    ? { standing: born(arrived.number), outcome: 'done' }
    : taken(arrived.duplicate.number);

  function taken(number: number): Done {
    const refused = say('history.row.contact', { number: formatNumber(number) });
    return { standing: null, outcome: { refused } };
  }
}

async function act(
  app: HistoryApp,
  standing: Standing,
  step: One,
  telling: Telling,
): Promise<Done['outcome']> {
  const { say } = telling;
  const { lead, history, contact } = standing;
  const { command, words } = commandOf(step, lead);
  const event = eventOf[step.deed.command];
  if (history.some(({ type, at, by }) => type === event && at === step.at && by === step.by)) return 'known';
  const lastAt = history.at(-1)?.at ?? step.at;
  if (step.at < lastAt) {
    return { refused: say(history.length === 1 ? 'history.row.before' : 'history.row.order') };
  }
  const direction = directionOf(lead, app.playbook());
  const decision = decide(command, lead, {
    actor: step.by === null ? null : actorOfThePast(step.by),
    now: step.at,
    policy: rulesOfThePast(direction),
  });
  if (!decision.ok) {
    const { language, names } = telling;
    return { refused: sayRefusal(decision.refusal, { language, names, now: step.at }) };
  }
  if (decision.events.length === 0) return { refused: say('history.row.nothing') };
  const events = decision.events.map((one) => ({ ...one, at: step.at, by: step.by, via: 'import' as const }));
  const after = events.reduce<Lead>((state, one) => evolve(state, one), lead);
  if (!telling.isDryRun) {
    const loads = loadChanges(lead, after).map((change) => ({ ...change, limit: null }));
    const saving = { before: lead, after, events, loads, notices: [], keys: keysOf(contact) };
    const saved = await saveLead(app.database.db, { ...saving, ...(words ? { words } : {}) });
    if (saved !== 'saved') {
      return typeof saved === 'object'
        ? { refused: say('history.row.contact', { number: await numberOf(app, saved.duplicate) }) }
        : { refused: say('history.row.moved') };
    }
  }
  standing.lead = after;
  history.push(...events);
  return 'done';
}

async function numberOf({ database }: HistoryApp, ref: Ref): Promise<string> {
  const other = await findView(database.db, { ref });
  return other ? formatNumber(other.lead.number) : ref;
}

async function findStanding(app: HistoryApp, { externalId, source }: One): Promise<Standing | null> {
  const { db } = app.database;
  const known = await findKnown(db, { externalId, source, phone: null, email: null });
  const view: LeadView | null = known && (await findView(db, { ref: known.ref }));
  return (
    view && { lead: view.lead, contact: view.contact, history: [...(await listHistory(db, view.lead.ref))] }
  );
}

const eventOf = {
  receive: 'received',
  claim: 'claimed',
  release: 'released',
  touch: 'touched',
  note: 'noted',
  qualify: 'qualified',
  disqualify: 'disqualified',
  accept: 'accepted',
  return: 'returned',
  convert: 'converted',
  lose: 'lost',
  take: 'taken',
  assign: 'assigned',
  reopen: 'reopened',
} as const satisfies Record<Deed['command'], EventType>;

function commandOf(
  { deed, to }: One,
  lead: Lead,
): { readonly command: Command; readonly words: Words | null } {
  const said = (text: string | null): Words | null => (text === null ? null : { text });
  switch (deed.command) {
    case 'receive':
      throw new Error('A lead is received once, and then acted on.');
    case 'touch':
      return { command: { type: 'touch', kind: deed.kind, outcome: deed.outcome }, words: said(deed.text) };
    case 'note':
    case 'qualify':
      return { command: { type: deed.command }, words: said(deed.text) };
    case 'disqualify':
    case 'lose':
      return { command: { type: deed.command, reason: deed.reason }, words: said(deed.note) };
    case 'return': {
      const prospector = lead.qualifiedBy === null ? null : actorOfThePast(lead.qualifiedBy);
      return { command: { type: 'return', reason: deed.reason, prospector }, words: said(deed.note) };
    }
    case 'convert':
      return {
        command: { type: 'convert', value: deed.value, currency: deed.currency },
        words: said(deed.what),
      };
    case 'assign':
      return { command: { type: 'assign', to: actorOfThePast(to ?? '') }, words: null };
    default:
      return { command: { type: deed.command }, words: null };
  }
}
