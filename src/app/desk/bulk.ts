/**
 * Many leads at once, from the manager's desk: lead by lead, by the same rules as everything else, each with a line of
 * history of its own, and in pieces, so that presses pass between. Answers what could not be done and why, and the way
 * back. It decides nothing but who may set a lead free.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { custodianOf, type MemberId, type Ref } from '../../core/lead.ts';
import type { LeadView } from '../../core/lead-view.ts';
import type { Language } from '../../core/member.ts';
import { formatNumber } from '../../core/number.ts';
import type { Refusal } from '../../core/refusal.ts';
import { findMember, type Member } from '../../storage/members.ts';
import { tellOnce } from '../../storage/outbox.ts';
import { findView } from '../../storage/read-lead.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { handleCommand, LeadBusy } from '../handle-command.ts';
import { manages } from '../people/manages.ts';
import type { Request } from '../request.ts';

export type BulkDeed =
  | { readonly type: 'assign'; readonly to: MemberId }
  /** Out of whosever hands, and offered to all again. */
  | { readonly type: 'free' }
  | { readonly type: 'disqualify'; readonly reason: string }
  | { readonly type: 'reopen' };

/** With a revision, only if it has not moved on since. */
export type BulkLead = { readonly ref: Ref; readonly revision: number | null };

export type BulkResult = {
  readonly done: number;
  /** Were so already. */
  readonly unchanged: number;
  readonly refused: readonly BulkRefused[];
  /** What puts everything back, as long as nobody has worked on it since. */
  readonly back: readonly { readonly deed: BulkDeed; readonly leads: readonly BulkLead[] }[];
};
export type BulkRefused = {
  readonly says: string;
  readonly count: number;
  /** The first few of them. */
  readonly numbers: readonly string[];
};

export type BulkBy = { readonly member: MemberId; readonly language: Language };
export type BulkApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake' | 'counts' | 'log'>;

/** So many leads at most in one go; whoever has more comes again. */
export const bulkAtMost = 100;
const pieceSize = 25;
const numbersAtMost = 5;

export async function runBulk(
  app: BulkApp,
  by: BulkBy,
  deed: BulkDeed,
  leads: readonly BulkLead[],
): Promise<BulkResult> {
  const { db } = app.database;
  const manager = await findMember(db, by.member);
  const to = deed.type === 'assign' ? await findMember(db, deed.to) : null;
  const names = to === null ? {} : { [to.id]: to.name };
  const tally = makeTally(by.language, app.clock.now(), names);
  let isBroken = false;
  for (const [index, lead] of leads.slice(0, bulkAtMost).entries()) {
    // One tick, in which whatever waits for the embedded database's only connection gets its turn.
    if (index > 0 && index % pieceSize === 0) await pause();
    try {
      tally.count(isBroken ? notTried : await doOne(app, manager, deed, lead));
    } catch (error) {
      // What was done before is done, and whoever asked must hear of it, and get the way back.
      if (tally.result().done === 0) throw error;
      isBroken = true;
      tally.count(notTried);
      app.log.error({ deed: deed.type, error: nameOf(error) }, 'bulk work broke off');
    }
  }
  try {
    await tellFreed(app, tally.freed);
  } catch (error) {
    app.log.error({ error: nameOf(error) }, 'managers were not told what is free');
  }
  return tally.result();
}

const notTried = { type: 'refused', view: null, why: { code: 'busy' } } as const;

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

type One =
  | {
      readonly type: 'done';
      readonly view: LeadView;
      readonly back: BulkDeed | null;
      readonly freed: { readonly member: MemberId; readonly direction: string } | null;
    }
  | { readonly type: 'unchanged' }
  | {
      readonly type: 'refused';
      readonly view: LeadView | null;
      readonly why: Refusal | { readonly code: 'not_found' } | { readonly code: 'busy' };
    };

async function doOne(
  app: BulkApp,
  manager: Member | null,
  deed: BulkDeed,
  { ref, revision }: BulkLead,
): Promise<One> {
  if (manager === null) return { type: 'refused', view: null, why: { code: 'not_active' } };
  const before = await findView(app.database.db, { ref });
  if (before === null) return { type: 'refused', view: null, why: { code: 'not_found' } };
  const had = custodianOf(before.lead);
  // To set free what somebody has is nobody's command: the clock does it, and so the rules do not ask who it is.
  if (deed.type === 'free' && !(manager.active && manages(manager, before.lead.direction)))
    return { type: 'refused', view: before, why: { code: 'not_allowed', needs: ['manager'] } };
  const command = commandOf(deed, had);
  if (command === null) return { type: 'unchanged' };
  try {
    const outcome = await handleCommand(app, {
      lead: { ref },
      by: manager.id,
      via: 'web',
      command,
      isSummed: true,
      // Whose it was is known for this revision alone, and so the way back.
      ifRevision: revision ?? before.lead.revision,
    });
    if (!outcome.ok)
      return {
        type: 'refused',
        view: 'view' in outcome ? outcome.view : null,
        why: outcome.refusal,
      };
    if (outcome.unchanged) return { type: 'unchanged' };
    const freed =
      deed.type === 'free' && had !== null ? { member: had, direction: before.lead.direction } : null;
    return { type: 'done', view: outcome.view, back: wayBack(deed, had), freed };
  } catch (error) {
    if (!(error instanceof LeadBusy)) throw error;
    return { type: 'refused', view: before, why: { code: 'busy' } };
  }
}

/** Null: nobody has it, so there is nobody to take it from. */
function commandOf(deed: BulkDeed, had: MemberId | null): Request | null {
  if (deed.type !== 'free') return deed;
  return had === null ? null : { type: 'vacate', member: had };
}

function wayBack(deed: BulkDeed, had: MemberId | null): BulkDeed | null {
  switch (deed.type) {
    case 'assign':
      return had === null ? { type: 'free' } : { type: 'assign', to: had };
    case 'free':
      return had === null ? null : { type: 'assign', to: had };
    case 'disqualify':
      return { type: 'reopen' };
    case 'reopen':
      return null;
  }
}

function makeTally(language: Language, now: number, names: Readonly<Record<MemberId, string>>) {
  let [done, unchanged] = [0, 0];
  const refused = new Map<string, { count: number; readonly numbers: string[] }>();
  const back = new Map<string, { readonly deed: BulkDeed; readonly leads: BulkLead[] }>();
  const freed = new Map<string, { readonly member: MemberId; readonly direction: string; count: number }>();
  return {
    freed,
    count(one: One): void {
      if (one.type === 'unchanged') unchanged += 1;
      else if (one.type === 'refused') {
        const says = sayWhy(one.why, { language, now, names: { ...one.view?.names, ...names } });
        const group = refused.get(says) ?? { count: 0, numbers: [] };
        refused.set(says, group);
        group.count += 1;
        if (one.view && group.numbers.length < numbersAtMost)
          group.numbers.push(formatNumber(one.view.lead.number));
      } else {
        done += 1;
        if (one.freed) {
          const key = `${one.freed.member} ${one.freed.direction}`;
          const group = freed.get(key) ?? { ...one.freed, count: 0 };
          freed.set(key, group);
          group.count += 1;
        }
        if (one.back) {
          const key = JSON.stringify(one.back);
          const step = back.get(key) ?? { deed: one.back, leads: [] };
          back.set(key, step);
          step.leads.push({ ref: one.view.lead.ref, revision: one.view.lead.revision });
        }
      }
    },
    result: (): BulkResult => ({
      done,
      unchanged,
      refused: [...refused].map(([says, group]) => ({ says, ...group })),
      back: [...back.values()],
    }),
  };
}

/** In sum: one sentence for all that were refused for one cause, so it names no moment. */
function sayWhy(
  why: Extract<One, { type: 'refused' }>['why'],
  about: {
    readonly language: Language;
    readonly now: number;
    readonly names: Readonly<Record<string, string>>;
  },
): string {
  const say = speak(about.language);
  switch (why.code) {
    case 'busy':
      return say('replies.failed.tryAgain');
    case 'not_allowed':
      return say('page.bulk.otherDirection');
    case 'wrong_stage':
      return sayRefusal({ ...why, by: null }, about);
    default:
      return sayRefusal(why, about);
  }
}

/** Managers are told once what is free now, as when somebody leaves. */
async function tellFreed(app: BulkApp, freed: ReturnType<typeof makeTally>['freed']): Promise<void> {
  if (freed.size === 0) return;
  const now = app.clock.now();
  for (const { member, direction, count } of freed.values()) {
    await tellOnce(app.database.db, {
      key: `custody_freed:${member}:${direction}:${now}`,
      now,
      to: { type: 'managers', direction },
      kind: 'tell managers',
      body: { trouble: 'custody_freed', member, direction, count },
    });
  }
  app.wake();
}
