/**
 * Judges a simulated day after everything has been delivered: who was told what in each race, what stands in channels and
 * with people, and whether what is kept is what happened.
 */
import type { Moment } from '../../../src/core/lead.ts';
import { checkReach, reachFaults, type Reach } from './check-reach.ts';
import { holds } from './holds.ts';

export const dayFaults = [
  'not one winner, or not told who',
  'done again by a repeated delivery',
  'contact in a channel',
  'contact left with somebody',
  'lead without a card',
  'card behind the truth',
  'standing twice',
  'kept otherwise than it happened',
  'never delivered',
  'digest missing',
  'digest twice',
  'digest at a wrong moment',
  ...reachFaults,
  'kept of somebody who was erased',
  'called before Retry-After had passed',
  'called more often than is allowed',
] as const;
export type DayFault = { readonly fault: (typeof dayFaults)[number]; readonly about: string };

/** Several pressed for the same free lead at the same moment. */
export type Race = {
  readonly about: string;
  /** The name of whoever has it afterwards. */
  readonly holder: string | null;
  readonly answers: readonly { readonly who: string; readonly tone: string; readonly text: string }[];
};

/** Of one reader in one place, on the one day. */
export type Digests = {
  readonly where: string;
  readonly day: string;
  readonly dueAt: Moment;
  /** As it is kept. */
  readonly sent: readonly { readonly day: string; readonly at: Moment }[];
  readonly standing: number;
  /** Postings of which nobody knows that they stand there. */
  readonly lost: number;
};

/** Where a lead's card is, or should be: a channel, or a person's private conversation. */
export type Spot = {
  readonly where: string;
  /** As the lead is now; null where no card need stand. */
  readonly wanted: string | null;
  /** What stands there about it, but those that say that another card is the one. */
  readonly standing: readonly string[];
  /** Postings that stand there without the program knowing it, where the platform can't be asked for them. */
  readonly lost: number;
};

export type Day = {
  readonly races: readonly Race[];
  /** Deliveries that came again, alone: the revision of the lead before and after. */
  readonly repeats: readonly { readonly about: string; readonly before: number; readonly after: number }[];
  readonly leads: readonly {
    readonly ref: string;
    /** What may be read by nobody but whoever has the lead. */
    readonly secrets: readonly string[];
    readonly channels: readonly Spot[];
    /** Of those who have it, with the contact. */
    readonly hands: readonly Spot[];
    /** Private cards with those who don't. */
    readonly strangers: readonly Omit<Spot, 'wanted'>[];
  }[];
  readonly digests: readonly Digests[];
  readonly reach: Reach;
  /** What the tables still hold of people whose data was erased. */
  readonly keptOfErased: readonly string[];
  /** Calls that were made although the platform had asked to wait. */
  readonly hasty: readonly string[];
  /** Where more calls were made than a platform allows. */
  readonly crowded: readonly string[];
  /** Everything that was ever sent to a channel. */
  readonly shown: readonly { readonly where: string; readonly text: string }[];
  readonly differences: readonly string[];
  /** Cards that were still waiting to be delivered at the end. */
  readonly waiting: number;
};

export function checkDay(day: Day): readonly DayFault[] {
  const faults: DayFault[] = [];
  const find = (fault: DayFault['fault'], about: string) => void faults.push({ fault, about });
  for (const race of day.races) {
    const wrong = wrongIn(race);
    if (wrong !== null) find('not one winner, or not told who', `${race.about}: ${wrong}`);
  }
  for (const { about, before, after } of day.repeats) {
    if (before !== after) find('done again by a repeated delivery', about);
  }
  const secrets = day.leads.flatMap((lead) => lead.secrets);
  for (const { where, text } of day.shown) {
    const leaked = secrets.filter((secret) => holds(text, secret));
    if (leaked.length > 0) find('contact in a channel', `${where}: ${leaked.join(', ')}`);
  }
  for (const lead of day.leads) {
    for (const spot of lead.channels) checkSpot(lead.ref, spot, find);
    for (const spot of lead.hands) checkSpot(lead.ref, spot, find);
    for (const { where, standing, lost } of lead.strangers) {
      const telling = standing.filter((text) => lead.secrets.some((secret) => holds(text, secret)));
      // A copy that nobody knows of can't be taken away.
      if (telling.length > lost) find('contact left with somebody', `${lead.ref} with ${where}`);
    }
  }
  for (const digests of day.digests) checkDigests(digests, find);
  faults.push(...checkReach(day.reach));
  for (const about of day.keptOfErased) find('kept of somebody who was erased', about);
  for (const about of day.crowded) find('called more often than is allowed', about);
  for (const about of day.hasty) find('called before Retry-After had passed', about);
  for (const difference of day.differences) find('kept otherwise than it happened', difference);
  if (day.waiting > 0) find('never delivered', `${day.waiting} cards`);
  return faults;
}

/** It is looked for every minute. */
const lateMs = 62_000;

function checkDigests(
  { where, day, dueAt, sent, standing, lost }: Digests,
  find: (fault: DayFault['fault'], about: string) => void,
): void {
  const kept = sent.map((one) => `${one.day} at ${one.at}`).join(', ');
  if (standing === 0 || sent.length === 0) find('digest missing', `${where}, kept: ${kept}`);
  if (standing > 1 + lost || sent.length > 1) find('digest twice', `${where}: ${standing}, kept: ${kept}`);
  const isWrong = sent.some((one) => one.day !== day || one.at < dueAt || one.at > dueAt + lateMs);
  if (isWrong) find('digest at a wrong moment', `${where}: ${kept}, due at ${dueAt}`);
}

function checkSpot(
  ref: string,
  { where, wanted, standing, lost }: Spot,
  find: (fault: DayFault['fault'], about: string) => void,
): void {
  if (standing.length === 0) {
    if (wanted !== null) find('lead without a card', `${ref} at ${where}`);
    return;
  }
  if (wanted !== null && !standing.includes(wanted)) {
    find('card behind the truth', `${ref} at ${where}: ${standing.join(' // ')} instead of ${wanted}`);
  }
  if (standing.length > 1 + lost) find('standing twice', `${ref} at ${where}: ${standing.length}`);
}

/** Null where all is well: whoever has it was told so, nobody else was, and everybody else was told who has it. */
function wrongIn({ holder, answers }: Race): string | null {
  if (holder === null) return 'nobody has it';
  const isTold = (tone: string) => tone === 'done' || tone === 'quiet';
  const winners = new Set(answers.filter(({ tone }) => isTold(tone)).map(({ who }) => who));
  if (!winners.has(holder)) return `${holder} has it and was not told`;
  if (winners.size > 1) return `${[...winners].join(' and ')} were told that it is theirs`;
  const unkind = answers.find(({ who, text }) => who !== holder && !text.includes(holder));
  return unkind ? `${unkind.who} was told "${unkind.text}", not that ${holder} has it` : null;
}
