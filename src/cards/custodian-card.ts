/**
 * A member's own card of a lead. Private: with the contact in full while the lead is theirs, and without it,
 * telling what happened, when it is not any more.
 */
import type { PersonCommandType } from '../core/command.ts';
import { custodianOf } from '../core/lead.ts';
import type { Lead, MemberId } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { buttonsFor } from '../core/offers.ts';
import { sayMoment } from '../words/moment.ts';
import { sayMoney } from '../words/money.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton, inOrder } from './action-buttons.ts';
import { briefFields } from './brief-fields.ts';
import type { Block, Card } from './card.ts';
import { offerCard } from './offer-card.ts';
import { contactBlocks } from './contact-blocks.ts';
import { fitCard } from './envelope.ts';
import { dueBlocks } from './lead-moments.ts';
import { toneOf } from './lead-card.ts';
import { directionOf, leadTitle, memberName, scriptOf } from './lead-words.ts';
import type { CardOptions, PrivateCardOptions } from './options.ts';
import { scriptGlance, scriptLines } from './script-lines.ts';
import { stateLine } from './state-line.ts';

export function custodianCard(view: LeadView, options: PrivateCardOptions): Card {
  const { lead } = view;
  const isTheirs = custodianOf(lead) === options.member || lead.coveredBy === options.member;
  if (lead.offer?.to === options.member && !lead.erased) return offerCard(view, options);
  return isTheirs && !lead.erased ? ownCard(view, options) : formerCard(view, options);
}

function ownCard(view: LeadView, options: CardOptions): Card {
  const { lead } = view;
  const { language } = options;
  const script = glanceAtScript(lead, options);
  return fitCard({
    title: leadTitle(lead, options),
    tone: toneOf(lead),
    blocks: [
      { type: 'text', text: speak(language)(`cards.yours.${yoursName(lead)}`) },
      ...contactBlocks(view, language),
      ...dueBlocks(lead, language),
      ...touched(lead, options),
      ...facts(view, options),
      ...notes(view, options),
      ...script.blocks,
      ...buttons(lead, options, script.hasMore),
    ],
  });
}

function formerCard(view: LeadView, options: PrivateCardOptions): Card {
  const isPassed = view.lead.passed?.includes(options.member) ?? false;
  return fitCard({
    title: leadTitle(view.lead, options),
    tone: 'closed',
    blocks: [
      { type: 'note', text: stateLine(view, options) },
      { type: 'text', text: speak(options.language)(isPassed ? 'clock.offer.over' : 'cards.yours.over') },
    ],
  });
}

function yoursName(lead: Lead) {
  const isTouched = lead.touchedAt !== null;
  if (lead.stage === 'accepted') return isTouched ? 'closing' : 'accepted';
  if (lead.stage === 'converted') return isTouched ? 'serving' : 'account';
  return isTouched ? 'touched' : 'claimed';
}

function touched(lead: Lead, { language }: CardOptions): readonly Block[] {
  if (lead.touchedAt === null) return [];
  const label = speak(language)('cards.due.touchedAt');
  return [{ type: 'moment', label, at: lead.touchedAt, tone: 'plain' }];
}

function facts(view: LeadView, options: CardOptions): readonly Block[] {
  const { lead } = view;
  const say = speak(options.language);
  const isSold = lead.stage === 'converted' && lead.value !== null && lead.currency !== null;
  const fields = [
    ...briefFields(view, options).map(({ label, value }) => ({ label, value })),
    ...(isSold
      ? [{ label: say('cards.field.value'), value: sayMoney(lead.value, lead.currency, options.language) }]
      : []),
    ...(lead.source === null ? [] : [{ label: say('cards.field.source'), value: lead.source }]),
  ];
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

const shownNotes = 3;

function notes({ texts, names }: LeadView, { language, timeZone }: CardOptions): readonly Block[] {
  if (texts.length === 0) return [];
  // What came with no deed of a member is what the client wrote when they came again.
  const speaker = (by: MemberId | null) =>
    by === null ? speak(language)('names.client') : memberName(by, names, language);
  const lines = texts.slice(-shownNotes).map(({ at, by, text }) => ({
    label: `${speaker(by)}, ${sayMoment(at, language, timeZone)}`,
    value: text,
  }));
  return [{ type: 'fields', fields: lines }];
}

const glance = 2;

function glanceAtScript(
  lead: Lead,
  { language, playbook }: CardOptions,
): { readonly blocks: readonly Block[]; readonly hasMore: boolean } {
  const { stage, script } = scriptOf(lead, playbook);
  const markdown = script?.[language] ?? '';
  const lines = scriptGlance(markdown, glance);
  if (lines.length === 0) return { blocks: [], hasMore: false };
  const title = speak(language)(`cards.scriptTitle.${stage}`);
  return { blocks: [{ type: 'script', title, lines }], hasMore: scriptLines(markdown).length > lines.length };
}

/** What moves the lead stands in the first row; the contact stands on the card already. */
const main: readonly PersonCommandType[] = ['touch', 'qualify', 'convert', 'return', 'disqualify', 'lose'];

function buttons(lead: Lead, { language, playbook }: CardOptions, hasMoreScript: boolean): readonly Block[] {
  const shape = directionOf(lead, playbook)?.shape ?? 'three-stage';
  const commands = inOrder(buttonsFor(lead, shape, 'custodian')).filter((command) => command !== 'reveal');
  const drawn = (some: readonly PersonCommandType[]) =>
    some.map((command) => commandButton(command, lead.ref, language));
  const first = drawn(commands.filter((command) => main.includes(command)));
  const more = drawn(commands.filter((command) => !main.includes(command)));
  const script = hasMoreScript ? [cardButton('script', lead.ref, language)] : [];
  return [...buttonBlock(first), ...buttonBlock([...more, ...script])];
}
