/**
 * The outbox: what is still to be shown or told. Any number of processes take work side by side; a lane (a channel, or
 * a person's private chat) has at most one message in flight, and what is urgent goes first.
 *
 * Speaks to no platform. A lease is a row: who dies with work in hand loses it when the lease ends, and the next one
 * is told that its outcome is unknown.
 */
import { sql } from 'kysely';
import type { MessageId } from '../core/place.ts';
import type { MemberId, Moment, Ref } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Audience, Language, Platform } from '../core/member.ts';
import type { Telling } from '../core/notice.ts';
import { askFunction } from './ask-function.ts';
import type { Db, JsonObject, WorkKind } from './tables.ts';

export type { WorkKind } from './tables.ts';

/**
 * In which way a piece of work is carried out; platforms limit each on its own. `find`: an answer was lost, and what
 * may stand is looked for before anything else.
 */
export type Method = 'post' | 'direct' | 'edit' | 'home' | 'find';

/** So many may begin in any span of `ms`. Methods that share a rate share its name. */
export type Rate = { readonly rate: string; readonly calls: number; readonly ms: number };
export type Rates = Readonly<Record<Method, Rate>>;

export type Work = {
  readonly id: number;
  /** How often it was taken; a settling with an older one comes too late and is ignored. */
  readonly take: number;
  readonly lane: number;
  readonly kind: WorkKind;
  readonly method: Method;
  readonly platform: Platform;
  /** Where it goes: a channel, or a person's private chat. A home may be nobody's any more. */
  readonly to:
    | { readonly type: 'channel'; readonly channel: string; readonly thread: string | null }
    | { readonly type: 'person'; readonly person: string; readonly member: MemberId | null };
  readonly ref: Ref | null;
  /** The lead as it is now; null for what is about no lead. */
  readonly view: LeadView | null;
  /** For whom the channel is bound in the lead's direction; empty in a private chat. */
  readonly audiences: readonly Audience[];
  /** Null: the playbook's. */
  readonly language: Language | null;
  readonly timeZone: string | null;
  /** The message that stands there already. */
  readonly message: MessageId | null;
  /** Unique to what is posted. */
  readonly key: string;
  /** The revision that must be seen at least; what is drawn is `view.lead.revision`. */
  readonly wanted: number;
  /** How often it has failed since it last succeeded. */
  readonly attempts: number;
  /** The last call may have acted: look whether it stands there before posting anew. */
  readonly unknown: boolean;
  readonly telling: Telling | null;
  /** Ids, codes and numbers that `tellOnce` was given. */
  readonly body: JsonObject | null;
  /** Without its pictures, since the platform refused it with them. */
  readonly plain: boolean;
};

export type Outcome = (
  | {
      readonly type: 'shown';
      /** Null where nothing stands in a conversation. */
      readonly message: MessageId | null;
      readonly revision: number;
      /** It is not drawn again before that, whatever changes. */
      readonly notAgainForMs?: number;
    }
  /** What may have stood there was looked for. */
  | { readonly type: 'looked'; readonly message: MessageId | null }
  | { readonly type: 'told'; readonly message?: MessageId | null }
  /**
   * Again after a while. `mayHaveActed`: nobody knows whether the platform did it. `isFailure`: false where it was only
   * told to come later, which is not counted.
   */
  | {
      readonly type: 'later';
      readonly afterMs: number;
      readonly mayHaveActed?: boolean;
      readonly isFailure?: boolean;
      /** From now on without pictures. */
      readonly plain?: boolean;
    }
  /** The message was deleted on the platform: a card of something alive is posted anew, others are let go. */
  | { readonly type: 'gone' }
  /** It can never succeed as it is. */
  | { readonly type: 'buried'; readonly why: string }
) & {
  /** Nothing goes to this lane for so long: its pace, or what the platform asked for. */
  readonly holdPlaceMs?: number;
  /** Nothing goes to the whole platform for so long. */
  readonly holdPlatformMs?: number;
  /** Nothing goes there in any way that shares this rate for so long. */
  readonly holdRateMs?: number;
  readonly rate?: string;
};

export type Settled = Pick<Work, 'id' | 'take' | 'kind'>;

/** What came of a piece of work, and when: the pauses in its outcome count from then. */
export type Finished = {
  readonly work: Settled;
  readonly outcome: Outcome;
  readonly at?: Moment;
};

export type Round = {
  readonly works: readonly Work[];
  /** Of those finished, what others were just writing to: to be handed in again. */
  readonly busy: readonly Finished[];
  /** When there will be something to take, by platform; now or before, if there is more already. None: nothing waits. */
  readonly next: Readonly<Partial<Record<Platform, Moment | null>>>;
};

/**
 * Settles what is finished, then takes the most urgent work of free lanes, at most one piece a lane, and so many for
 * each platform: all in one statement. What lost its lease meanwhile, and is another worker's now, is left alone. By
 * the database's clock, unless `now` is handed in.
 */
export async function settleAndTake(
  db: Db,
  asked: {
    readonly worker: string;
    readonly leaseMs: number;
    readonly limits: Readonly<Partial<Record<Platform, number>>>;
    /** How much of that may be what is not urgent; without, all of it. */
    readonly ordinary?: Readonly<Partial<Record<Platform, number>>>;
    /** Kept for all processes together; without, a platform is written to as fast as it goes. */
    readonly rates?: Readonly<Partial<Record<Platform, Rates>>>;
    readonly finished: readonly Finished[];
    readonly now?: Moment;
  },
): Promise<Round> {
  const { worker, leaseMs, limits, ordinary = {}, rates = {}, finished, now = null } = asked;
  const round = await askFunction<Omit<Round, 'busy'> & { readonly busy: readonly number[] }>(
    db,
    'settle_and_take',
    { worker, leaseMs, limits, ordinary, rates, now, finished: finished.map((one) => settling(one)) },
  );
  return { ...round, busy: finished.filter(({ work }) => round.busy.includes(work.id)) };
}

/** False if the lease was lost meanwhile and another worker has it: nothing was changed. */
export function settleWork(db: Db, work: Settled, outcome: Outcome, at?: Moment): Promise<boolean> {
  return askFunction(db, 'settle_work', settling({ work, outcome, ...(at === undefined ? {} : { at }) }));
}

function settling({ work: { id, take, kind }, outcome, at }: Finished): object {
  return { id, take, kind, isLevel: isLevel({ kind }), outcome, at: at ?? null };
}

/** Whether it is kept in step, rather than told once. */
export function isLevel({ kind }: Pick<Work, 'kind'>): boolean {
  return levels.includes(kind);
}

const levels: readonly WorkKind[] = ['living card', 'private card', 'stub', 'import card', 'home'];

/** Puts something into the outbox that is told once under its key. Answers to how many lanes; 0 when it was told before. */
export function tellOnce(
  db: Db,
  telling: {
    readonly key: string;
    readonly now: Moment;
    /** The managers' places of a direction (null: of all), else each manager privately; or one member. */
    readonly to:
      | { readonly type: 'managers'; readonly direction: string | null }
      | { readonly type: 'member'; readonly member: MemberId };
    readonly kind: 'tell' | 'tell managers' | 'digest';
    readonly telling?: Telling;
    readonly ref?: Ref;
    /** Ids, codes, numbers. No contact, no free text. */
    readonly body?: JsonObject;
  },
): Promise<number> {
  return askFunction(db, 'tell_once', {
    ...telling,
    telling: telling.telling ?? null,
    ref: telling.ref ?? null,
    body: telling.body ?? null,
  });
}

/**
 * Nothing can reach this lane any more: what waits for it is buried. Answers whether it was open until now; of two who
 * find out at once, one hears so. The first reason stays.
 */
export async function buryPlace(db: Db, lane: number, problem: string): Promise<boolean> {
  const { rows } = await sql<{ was_open: boolean }>`
    with found as (select id, problem from lanes where id = ${lane} for update),
    closed as (
      update lanes l set problem = coalesce(found.problem, ${problem}) from found where l.id = found.id
      returning found.problem is null as was_open
    ),
    buried as (update outbox set dirty = false, buried = ${problem} where lane = ${lane} and dirty)
    select was_open from closed`.execute(db);
  return rows.some(({ was_open }) => was_open);
}

export type OutboxDepth = {
  readonly platform: Platform;
  /** Without what can't go anywhere, since its place is shut. */
  readonly waiting: number;
  readonly buried: number;
  /** When the oldest of what waits was put in; null when nothing does. */
  readonly oldestAt: Moment | null;
};

export async function outboxDepth(db: Db): Promise<readonly OutboxDepth[]> {
  const { rows } = await sql<OutboxDepth>`
    select l.platform,
      count(*) filter (where o.dirty and l.problem is null) as waiting,
      count(*) filter (where o.buried is not null) as buried,
      min(o.queued_at) filter (where o.dirty and l.problem is null) as "oldestAt"
    from outbox o join lanes l on l.id = o.lane
    where o.dirty or o.buried is not null
    group by l.platform order by l.platform`.execute(db);
  return rows;
}
