/**
 * Somebody's home: what they have in hand, the most pressing first, what waits for them to take on, and what they did
 * this week; for managers the team's queue as well. Of contacts it shows hints alone, as a channel does: the contact
 * itself comes by *Show contact*, which is recorded.
 */
import type { PersonCommandType } from '../core/command.ts';
import { formatCode } from '../core/code.ts';
import { custodianOf } from '../core/lead.ts';
import type { Lead, Moment } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { buttonsFor } from '../core/offers.ts';
import { audienceOf, segmentOf } from '../core/roles.ts';
import type { Shape } from '../core/policy.ts';
import { sayNear } from '../words/moment.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton } from './action-buttons.ts';
import type { Block, Button, Card } from './card.ts';
import { fitCard, homeSize } from './envelope.ts';
import { dueBlocks } from './lead-moments.ts';
import { custodianName, directionOf, leadTitle } from './lead-words.ts';
import { maskedHint } from './mask.ts';
import type { AnswerCardOptions } from './options.ts';

export const homeDeeds = ['claimed', 'touched', 'qualified', 'accepted', 'converted', 'taken'] as const;

export type HomeData = {
  readonly name: string;
  readonly mine: readonly LeadView[];
  readonly mineInAll: number;
  readonly waiting: readonly LeadView[];
  readonly waitingInAll: number;
  /** How many they could claim now, by direction. */
  readonly free: readonly { readonly direction: string; readonly count: number }[];
  readonly week: Readonly<Partial<Record<(typeof homeDeeds)[number], number>>>;
  /** Null for who is no manager. */
  readonly team: HomeTeamData | null;
};

export type HomeTeamData = {
  readonly unclaimed: number;
  readonly unaccepted: number;
  readonly untaken: number;
  readonly inHand: number;
  readonly overdue: number;
  readonly late: readonly LeadView[];
  readonly away: readonly {
    readonly name: string;
    readonly until: Moment;
    readonly deputy: string | null;
  }[];
};

/** How many of each are shown with their buttons: three blocks each, and no home has more than a hundred (S40). */
export const homeShows = { mine: 10, waiting: 8, late: 5, away: 15 } as const;

export function homeCard(data: HomeData, options: AnswerCardOptions): Card {
  const say = speak(options.language);
  return fitCard(
    {
      title: say('home.title', { name: data.name }),
      blocks: [
        ...own(data, options),
        ...waiting(data, options),
        ...free(data, options),
        ...week(data, options),
        ...(data.team === null ? [] : team(data.team, options)),
      ],
    },
    homeSize,
  );
}

/** For whoever is not one of ours, or is not any more. */
export function strangersHomeCard({ language }: Pick<AnswerCardOptions, 'language'>): Card {
  const say = speak(language);
  return { title: say('home.stranger'), blocks: [{ type: 'text', text: say('home.strangerText') }] };
}

function own({ mine, mineInAll }: HomeData, options: AnswerCardOptions): readonly Block[] {
  const say = speak(options.language);
  if (mineInAll === 0) return [{ type: 'text', text: say('cards.mine.none') }];
  return [
    { type: 'text', text: say('cards.mine.title', { count: mineInAll }) },
    ...mine.flatMap((view) => [
      { type: 'note', text: lineOf(view, options) } as const,
      ...dueBlocks(view.lead, options.language),
      ...buttonBlock(ownButtons(view.lead, options)),
    ]),
    ...rest(mineInAll - mine.length, options),
  ];
}

function waiting({ waiting, waitingInAll }: HomeData, options: AnswerCardOptions): readonly Block[] {
  if (waitingInAll === 0) return [];
  return [
    { type: 'text', text: speak(options.language)('home.waiting', { count: waitingInAll }) },
    ...waiting.flatMap((view) => [
      { type: 'note', text: lineOf(view, options) } as const,
      ...dueBlocks(view.lead, options.language),
      ...buttonBlock(offerButtons(view.lead, options)),
    ]),
    ...rest(waitingInAll - waiting.length, options),
  ];
}

/** Anybody of the team may have met somebody. */
function free({ free }: HomeData, options: AnswerCardOptions): readonly Block[] {
  const say = speak(options.language);
  const add: Button = { type: 'action', label: say('names.button.add'), action: formatCode('add', 'new') };
  const there = free.filter(({ count }) => count > 0);
  const next = there.slice(0, inARow - 1).map(({ direction }): Button => {
    const name = options.playbook.directions[direction]?.name[options.language] ?? direction;
    const label = free.length === 1 ? say('names.button.next') : say('home.nextOf', { direction: name });
    return { type: 'action', label, action: formatCode('next', direction), style: 'primary' };
  });
  const count = there.reduce((sum, one) => sum + one.count, 0);
  return [
    ...(count === 0 ? [] : [{ type: 'text', text: say('home.free', { count }) } as const]),
    { type: 'buttons', buttons: [...next, add] },
  ];
}

function week({ week }: HomeData, { language }: AnswerCardOptions): readonly Block[] {
  const say = speak(language);
  const fields = homeDeeds.flatMap((deed) => {
    const count = week[deed] ?? 0;
    return count === 0
      ? []
      : [{ label: say(`home.deed.${deed}`), value: say('cards.digest.plain', { count }) }];
  });
  if (fields.length === 0) return [];
  return [
    { type: 'text', text: say('home.week') },
    { type: 'fields', fields },
  ];
}

function team(data: HomeTeamData, options: AnswerCardOptions): readonly Block[] {
  const { language } = options;
  const say = speak(language);
  const counts = ['unclaimed', 'unaccepted', 'untaken', 'inHand', 'overdue'] as const;
  return [
    { type: 'text', text: say('home.team') },
    {
      type: 'fields',
      fields: counts.map((name) => ({
        label: say(`home.queue.${name}`),
        value: say('cards.digest.plain', { count: data[name] }),
      })),
    },
    ...data.late.flatMap((view) => [
      { type: 'note', text: lateLine(view, options) } as const,
      ...dueBlocks(view.lead, language),
      ...buttonBlock([
        commandButton('assign', view.lead.ref, language),
        cardButton('why', view.lead.ref, language),
      ]),
    ]),
    ...away(data, options),
  ];
}

function away({ away }: HomeTeamData, options: AnswerCardOptions): readonly Block[] {
  if (away.length === 0) return [];
  const say = speak(options.language);
  const lines = away.slice(0, homeShows.away).map(({ name, until, deputy }) => {
    const moment = sayNear(until, options);
    return deputy === null
      ? say('home.awayUntil', { name, moment })
      : say('home.awayWithDeputy', { name, moment, deputy });
  });
  return [{ type: 'script', title: say('home.away'), lines: lines.map((line) => `- ${line}`) }];
}

function rest(count: number, { language }: AnswerCardOptions): readonly Block[] {
  return count <= 0 ? [] : [{ type: 'note', text: speak(language)('cards.mine.more', { count }) }];
}

/** "L-1042 · Windows · ☎ …67" */
function lineOf({ lead, contact }: LeadView, options: AnswerCardOptions): string {
  const hint = lead.erased ? null : maskedHint(contact);
  return [leadTitle(lead, options), ...(hint === null ? [] : [hint])].join(' · ');
}

function lateLine(view: LeadView, options: AnswerCardOptions): string {
  const say = speak(options.language);
  const stage = say(`names.stage.${view.lead.stage}`);
  const who = custodianOf(view.lead) === null ? [] : [custodianName(view, options.language)];
  return [leadTitle(view.lead, options), stage, ...who].join(' · ');
}

/** What a custodian does most, within one row. */
const most: readonly PersonCommandType[] = ['touch', 'qualify', 'convert', 'snooze', 'disqualify', 'lose'];

function ownButtons(lead: Lead, { language, playbook }: AnswerCardOptions): readonly Button[] {
  const offered = buttonsFor(lead, shapeOf(lead, playbook), 'custodian');
  const commands: readonly PersonCommandType[] = [
    'reveal',
    ...most.filter((command) => offered.includes(command)),
  ];
  return commands.map((command) => commandButton(command, lead.ref, language)).slice(0, inARow);
}

/** The same as on the card in the channel. */
function offerButtons(lead: Lead, { language, playbook }: AnswerCardOptions): readonly Button[] {
  const shape = shapeOf(lead, playbook);
  const segment = segmentOf(lead);
  if (segment === null) return [];
  return buttonsFor(lead, shape, audienceOf(segment, shape)).map((command) =>
    commandButton(command, lead.ref, language),
  );
}

const inARow = 5;

function shapeOf(lead: Lead, playbook: AnswerCardOptions['playbook']): Shape {
  return directionOf(lead, playbook)?.shape ?? 'three-stage';
}
