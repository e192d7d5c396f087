/** What a schema cannot see: things of the playbook that do not fit together. */
import { ladderSteps } from '../core/ladder.ts';
import { ladderOf } from './direction-of.ts';
import { countryShape, isKnownCountry } from './holidays.ts';
import { readIntervals, readWeekdays } from './hours.ts';
import { pathOf } from './problem.ts';
import type { PlaybookProblem, Where } from './problem.ts';
import type { LadderInput, PlaybookInput } from './schema.ts';
import { speak } from '../words/say.ts';

const say = speak('en');

export function checkPlaybook(playbook: PlaybookInput, where: Where): PlaybookProblem[] {
  const problems: PlaybookProblem[] = [];
  const add = (path: readonly string[], says: string) => {
    problems.push({ line: where(path), path: pathOf(path), says });
  };
  if (!Object.hasOwn(playbook.directions, 'main')) add(['directions'], say('terminal.playbook.noMain'));
  checkZone(playbook['time zone'], ['time zone'], add);
  checkWeek(playbook['working hours'], ['working hours'], add);
  checkHolidays(playbook.holidays, ['holidays'], add);
  checkLadder([playbook.ladder], ['ladder'], add);
  for (const [id, direction] of Object.entries(playbook.directions)) {
    const path = ['directions', id];
    if (direction['time zone'] !== undefined) checkZone(direction['time zone'], [...path, 'time zone'], add);
    if (direction['working hours']) checkWeek(direction['working hours'], [...path, 'working hours'], add);
    if (direction.holidays !== undefined) checkHolidays(direction.holidays, [...path, 'holidays'], add);
    for (const stage of ['prospecting', 'closing', 'account'] as const) {
      const ladder = direction[stage]?.ladder;
      if (ladder) checkLadder([playbook.ladder, ladder], [...path, stage, 'ladder'], add);
    }
    checkLike(playbook, id, add);
    checkReasons(playbook, id, add);
    checkJunk(playbook, id, add);
    checkBriefOf(playbook, id, add);
  }
  return problems;
}

type Add = (path: readonly string[], says: string) => void;

function checkZone(zone: string, path: readonly string[], add: Add): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    add(path, say('terminal.playbook.zone', { zone: zone.slice(0, 60) }));
  }
}

function checkHolidays(holidays: string | readonly string[], path: readonly string[], add: Add): void {
  const isList = typeof holidays !== 'string';
  for (const [at, day] of (isList ? holidays : [holidays]).entries()) {
    const where = isList ? [...path, String(at)] : path;
    if (countryShape.test(day)) {
      if (!isKnownCountry(day)) add(where, say('terminal.playbook.noSuchCountry', { country: day }));
    } else if (!isDay(day)) add(where, say('terminal.playbook.noSuchDay', { day }));
  }
}

/** A step that came before the one that it follows would never be taken in its own right. */
function checkLadder(ladders: readonly LadderInput[], path: readonly string[], add: Add): void {
  const ladder = ladderOf(...ladders);
  let before = 0;
  for (const step of ladderSteps) {
    const percent = ladder[step] ?? before;
    if (percent < before) add([...path, step], say('terminal.playbook.ladderOrder', { step }));
    before = Math.max(before, percent);
  }
}

function checkWeek(week: Readonly<Record<string, string>>, path: readonly string[], add: Add): void {
  const seen = new Set<number>();
  for (const [days, intervals] of Object.entries(week)) {
    if (readIntervals(intervals) === null) add([...path, days], say('terminal.playbook.intervals'));
    for (const day of readWeekdays(days)) {
      if (seen.has(day)) add([...path, days], say('terminal.playbook.dayTwice', { days }));
      seen.add(day);
    }
  }
  if (seen.size === 0) add(path, say('terminal.playbook.noHours'));
}

function checkLike(playbook: PlaybookInput, id: string, add: Add): void {
  const path = ['directions', id, 'like'];
  const passed = new Set<string>([id]);
  let next = playbook.directions[id]?.like;
  while (next !== undefined) {
    if (!Object.hasOwn(playbook.directions, next)) {
      return add(path, say('terminal.playbook.likeUnknown', { direction: next }));
    }
    if (passed.has(next)) return add(path, say('terminal.playbook.likeCircle'));
    passed.add(next);
    next = playbook.directions[next]?.like;
  }
}

/** A stage whose ways out have no reason to pick could never be left by its button. */
function checkReasons(playbook: PlaybookInput, id: string, add: Add): void {
  const direction = playbook.directions[id];
  if (!direction || direction.like !== undefined) return;
  const path = ['directions', id];
  const isEmpty = (reasons: object | undefined) => !reasons || Object.keys(reasons).length === 0;
  if (isEmpty(direction.prospecting?.['disqualify because'])) {
    add([...path, 'prospecting'], say('terminal.playbook.noReasons', { key: 'disqualify because' }));
  }
  for (const key of ['return because', 'lose because'] as const) {
    if (isEmpty(direction.closing?.[key])) {
      add([...path, 'closing'], say('terminal.playbook.noReasons', { key }));
    }
  }
}

function checkJunk(playbook: PlaybookInput, id: string, add: Add): void {
  const prospecting = playbook.directions[id]?.prospecting;
  const reasons = prospecting?.['disqualify because'];
  // Taken over from another direction, they are checked there.
  if (!prospecting?.junk || !reasons) return;
  for (const [at, reason] of prospecting.junk.entries()) {
    const path = ['directions', id, 'prospecting', 'junk', String(at)];
    if (!Object.hasOwn(reasons, reason)) add(path, say('terminal.playbook.junkUnknown', { reason }));
  }
}

function checkBriefOf(playbook: PlaybookInput, id: string, add: Add): void {
  const seen = new Set<string>();
  for (const [at, question] of (playbook.directions[id]?.prospecting?.brief ?? []).entries()) {
    const path = ['directions', id, 'prospecting', 'brief', String(at)];
    const isChoice = question.kind === 'choice' || question.kind === 'several choices';
    const choices = Object.keys(question.choices ?? {}).length;
    if (isChoice && choices === 0) add(path, say('terminal.playbook.noChoices', { id: question.id }));
    if (!isChoice && question.choices) add(path, say('terminal.playbook.choicesUnused', { id: question.id }));
    if (choices > 50) add(path, say('terminal.playbook.atMost', { name: 'choices', limit: '50' }));
    if (seen.has(question.id)) add(path, say('terminal.playbook.idTwice', { id: question.id }));
    seen.add(question.id);
  }
}

function isDay(day: string): boolean {
  try {
    Temporal.PlainDate.from(day, { overflow: 'reject' });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
