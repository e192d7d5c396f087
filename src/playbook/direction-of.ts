/** One direction of the playbook, with all that it takes from another one and from the company. */
import type { Direction, Question, Reason, Text } from '../core/policy.ts';
import { readDuration } from './duration.ts';
import { readHours, workingDayMs } from './hours.ts';
import type { Distribution, DistributionKind } from '../core/distribution.ts';
import { ladderSteps } from '../core/ladder.ts';
import type { Ladder } from '../core/ladder.ts';
import { readHolidays } from './holidays.ts';
import type { DirectionInput, LadderInput, PlaybookInput, QuestionInput } from './schema.ts';

export type ScriptOf = (input: string | { en: string; uk: string } | undefined) => Text;

export function directionOf(id: string, playbook: PlaybookInput, scriptOf: ScriptOf): Direction {
  const input = inherited(id, playbook);
  const { prospecting = {}, closing = {}, account = {} } = input;
  const timeZone = input['time zone'] ?? playbook['time zone'];
  const hours = readHours(
    input['working hours'] ?? playbook['working hours'],
    timeZone,
    readHolidays(input.holidays ?? playbook.holidays),
  );
  const dayMs = workingDayMs(hours);
  const time = (text: string | undefined) => (text === undefined ? null : readDuration(text, dayMs));
  return {
    direction: id,
    name: textOf(input.name ?? id),
    shape: input.shape ?? 'three-stage',
    country: input.country ?? playbook.country,
    currency: input.currency ?? playbook.currency,
    hours,
    times: {
      'claim within': time(prospecting['claim within']),
      'first touch within': time(prospecting['first touch within']),
      'qualify within': time(prospecting['qualify within']),
      'accept within': time(closing['accept within']),
      'close within': time(closing['close within']),
      'take within': time(account['take within']),
      'first contact within': time(account['first contact within']),
    },
    ladders: {
      prospecting: ladderOf(playbook.ladder, prospecting.ladder),
      closing: ladderOf(playbook.ladder, closing.ladder),
      account: ladderOf(playbook.ladder, account.ladder),
    },
    moreTime: {
      prospecting: time(prospecting['more time']),
      closing: time(closing['more time']),
      account: time(account['more time']),
    },
    distribution: {
      prospecting: distributionOf(prospecting, time),
      closing: distributionOf(closing, time),
      account: distributionOf(account, time),
    },
    junk: prospecting.junk ?? [],
    limits: {
      claimed: limitOf(prospecting['open leads at most']),
      accepted: limitOf(closing['open leads at most']),
      accounts: limitOf(account['accounts at most']),
      revealsADay: limitOf(input['reveals a day']),
    },
    brief: (prospecting.brief ?? []).map(questionOf),
    reasons: {
      disqualify: reasonsOf(prospecting['disqualify because']),
      return: reasonsOf(closing['return because']),
      lose: reasonsOf(closing['lose because']),
    },
    scripts: {
      prospecting: scriptOf(prospecting.script),
      closing: scriptOf(closing.script),
      account: scriptOf(account.script),
    },
  };
}

/** `like: other` takes over what is not said here, stage by stage. Circles were refused before. */
function inherited(id: string, playbook: PlaybookInput): DirectionInput {
  const own = playbook.directions[id] ?? {};
  if (own.like === undefined) return own;
  const base = inherited(own.like, playbook);
  return {
    ...base,
    ...own,
    prospecting: stageOf(base.prospecting, own.prospecting),
    closing: stageOf(base.closing, own.closing),
    account: stageOf(base.account, own.account),
  };
}

function stageOf<T extends { readonly ladder?: LadderInput | undefined }>(
  base: T | undefined,
  own: T | undefined,
): T | undefined {
  if (!base || !own) return own ?? base;
  return { ...base, ...own, ...(own.ladder && { ladder: { ...base.ladder, ...own.ladder } }) };
}

const secondMs = 1000;
const usualGatherMs = 5 * secondMs;
const usualOfferMs = 600 * secondMs;

function distributionOf(
  input: {
    readonly distribution?: DistributionKind | undefined;
    readonly 'gather for'?: string | undefined;
    readonly 'offer for'?: string | undefined;
  },
  time: (text: string | undefined) => number | null,
): Distribution {
  return {
    kind: input.distribution ?? 'claim',
    gatherMs: time(input['gather for']) ?? usualGatherMs,
    offerMs: time(input['offer for']) ?? usualOfferMs,
  };
}

/** Where the playbook says nothing: a warning, a reminder, and the managers when half as long again has passed. */
const usualLadder: Ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': null };

export function ladderOf(...inputs: readonly (LadderInput | undefined)[]): Ladder {
  const ladder = { ...usualLadder };
  for (const input of inputs) {
    for (const step of ladderSteps) {
      const said = input?.[step];
      if (said !== undefined) ladder[step] = said === 'none' ? null : Number.parseInt(said, 10);
    }
  }
  return ladder;
}

export function textOf(input: string | { en: string; uk: string }): Text {
  return typeof input === 'string' ? { en: input, uk: input } : input;
}

function limitOf(input: number | 'none' | undefined): number | null {
  return input === undefined || input === 'none' ? null : input;
}

function questionOf(input: QuestionInput): Question {
  return {
    id: input.id,
    label: textOf(input.ask),
    hint: input.hint === undefined ? null : textOf(input.hint),
    kind: input.kind,
    required: input.required,
    choices: reasonsOf(input.choices),
  };
}

function reasonsOf(input: Readonly<Record<string, string | { en: string; uk: string }>> = {}): Reason[] {
  return Object.entries(input).map(([id, label]) => ({ id, label: textOf(label) }));
}
