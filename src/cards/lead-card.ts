/**
 * A lead's living card in a channel, drawn from the lead as it is now.
 *
 * It never holds a phone, an e-mail, a personal name or another contact: free texts go through `redact`, the contact
 * is hinted at by `maskedHint`, and which facts are shown at all is a list in the playbook.
 */
import type { PersonCommandType } from '../core/command.ts';
import { custodianOf, isAlive } from '../core/lead.ts';
import type { Lead } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { formatNumber } from '../core/number.ts';
import { buttonsFor, isByTurn } from '../core/offers.ts';
import type { ShownField } from '../core/policy.ts';
import { sayMoney } from '../words/money.ts';
import { speak } from '../words/say.ts';
import { buttonBlock, cardButton, commandButton, inOrder } from './action-buttons.ts';
import { briefFields } from './brief-fields.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { fitLines } from './fit-text.ts';
import { dueBlocks, sinceBlock } from './lead-moments.ts';
import { directionOf, leadTitle } from './lead-words.ts';
import { maskedHint } from './mask.ts';
import type { CardOptions, ChannelCardOptions } from './options.ts';
import { isOwnPhone, blackout, redact } from './redact.ts';
import { stateLine } from './state-line.ts';

export function leadCard(view: LeadView, options: ChannelCardOptions): Card {
  const { lead } = view;
  return fitCard({
    title: channelTitle(lead, options),
    tone: toneOf(lead),
    blocks: [
      ...wanted(view, options),
      ...facts(view, options),
      ...earlier(lead, options),
      ...state(view, options),
      sinceBlock(lead, options.language),
      ...dueBlocks(lead, options.language),
      ...buttons(lead, options),
    ],
  });
}

/** What becomes of an older card when its offer is made anew: edits notify nobody, so a fresh card went out (S83, T37). */
export function stubCard(view: LeadView, options: CardOptions): Card {
  return fitCard({
    title: channelTitle(view.lead, options),
    tone: 'closed',
    blocks: [{ type: 'note', text: speak(options.language)('cards.stub') }],
  });
}

export function toneOf(lead: Lead): NonNullable<Card['tone']> {
  switch (lead.stage) {
    case 'new':
      return 'new';
    case 'claimed':
    case 'accepted':
      return 'working';
    case 'qualified':
      return 'waiting';
    case 'converted':
      return lead.accountManager === null ? 'waiting' : 'done';
    default:
      return 'closed';
  }
}

function channelTitle(lead: Lead, options: CardOptions): string {
  return options.playbook.shown.includes('direction') ? leadTitle(lead, options) : formatNumber(lead.number);
}

function wanted({ lead, last }: LeadView, { language }: CardOptions): readonly Block[] {
  const say = speak(language);
  if (custodianOf(lead) === null && isAlive(lead) && isByTurn(lead)) {
    return [{ type: 'text', text: say('clock.offer.channel') }];
  }
  switch (lead.stage) {
    case 'new':
      return [{ type: 'text', text: say(last.type === 'received' ? 'cards.next.new' : 'cards.next.again') }];
    case 'qualified':
      return [{ type: 'text', text: say('cards.next.qualified') }];
    case 'converted':
      return lead.accountManager === null ? [{ type: 'text', text: say('cards.next.waiting') }] : [];
    default:
      return [];
  }
}

/** Free text on a channel is a glance, not a letter. */
const longestFreeText = 300;

function facts(view: LeadView, options: ChannelCardOptions): readonly Block[] {
  const { lead, contact } = view;
  const { language, playbook } = options;
  // The contact by which a text could be made safe is gone as well.
  if (lead.erased) return [];
  const say = speak(language);
  const safe = (text: string) => fitLines(redact(text, contact), longestFreeText);
  const isOffered = isAlive(lead) && custodianOf(lead) === null;
  // What they want matters while somebody decides whether to take it; afterwards the card is quiet.
  const hint = playbook.shown.includes('hint') && isAlive(lead) ? maskedHint(contact) : null;
  const fact = (name: Exclude<ShownField, 'hint' | 'brief'>, value: string | null) =>
    value !== null && playbook.shown.includes(name) ? [{ label: say(`cards.field.${name}`), value }] : [];
  const fields = [
    ...fact('source', lead.source === null ? null : safe(lead.source)),
    ...fact('company', contact.company === null ? null : safe(contact.company)),
    ...fact('message', contact.message === null || !isOffered ? null : safe(contact.message)),
    ...(hint === null ? [] : [{ label: say('cards.field.contact'), value: hint }]),
    ...(playbook.shown.includes('brief') && isOffered ? shownBrief(view, options) : []),
    ...(lead.returns === 0
      ? []
      : [{ label: say('cards.field.returns'), value: say('cards.times', { count: lead.returns }) }]),
    ...soldFor(lead, options),
  ];
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

function shownBrief(view: LeadView, options: CardOptions) {
  const { contact } = view;
  return briefFields(view, options).map(({ label, value, isFree }) => {
    if (isFree) return { label, value: fitLines(redact(value, contact), longestFreeText) };
    // A number can be the phone all the same.
    return { label, value: isOwnPhone(value, contact) ? blackout : value };
  });
}

/** What was sold for how much is for managers. */
function soldFor(lead: Lead, { language, audiences }: ChannelCardOptions) {
  if (lead.stage !== 'converted' || lead.value === null || lead.currency === null) return [];
  if (!audiences.includes('managers')) return [];
  const value = sayMoney(lead.value, lead.currency, language);
  return [{ label: speak(language)('cards.field.value'), value }];
}

function earlier(lead: Lead, { language }: CardOptions): readonly Block[] {
  return lead.previous === null || !isAlive(lead)
    ? []
    : [{ type: 'note', text: speak(language)('cards.earlier') }];
}

/** A lead that just came in has no deed to tell. */
function state(view: LeadView, options: CardOptions): readonly Block[] {
  if (view.last.type === 'received' && !view.lead.erased) return [];
  return [{ type: 'note', text: stateLine(view, options) }];
}

/** What moves the lead stands in the first row, most of all that it be taken. */
const mending: readonly PersonCommandType[] = ['note', 'correct', 'erase'];

function buttons(lead: Lead, { audiences, language, playbook }: ChannelCardOptions): readonly Block[] {
  const shape = directionOf(lead, playbook)?.shape ?? 'three-stage';
  const commands = inOrder(audiences.flatMap((audience) => buttonsFor(lead, shape, audience)));
  const drawn = (some: readonly PersonCommandType[]) =>
    some.map((command) => commandButton(command, lead.ref, language));
  const history = audiences.includes('managers') ? [cardButton('history', lead.ref, language)] : [];
  return [
    ...buttonBlock(drawn(commands.filter((command) => !mending.includes(command)))),
    ...buttonBlock([...history, ...drawn(commands.filter((command) => mending.includes(command)))]),
  ];
}
