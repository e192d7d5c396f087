/**
 * What stands on the platform when a piece of work is done: drawn from the lead as it is now, in the language and the
 * zone of whoever reads. Decides nothing about how or when it gets there.
 */
import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import { custodianCard } from '../../cards/custodian-card.ts';
import { importCard } from '../../cards/import-card.ts';
import { leadCard, stubCard } from '../../cards/lead-card.ts';
import type { CardOptions } from '../../cards/options.ts';
import { isStale, tellCard } from '../../cards/tell-card.ts';
import { custodianOf } from '../../core/lead.ts';
import type { LeadView } from '../../core/lead-view.ts';
import type { Language } from '../../core/member.ts';
import { findMember } from '../../storage/members.ts';
import type { Work } from '../../storage/outbox.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { drawReminder } from '../clock-work/draw-reminder.ts';
import { digestOf } from './draw/digest.ts';
import { drawHome } from './draw/home.ts';
import { trouble, troubleCard } from './trouble.ts';

export type Drawing = {
  readonly card: Card;
  readonly language: Language;
  /** It holds a contact, or may have held one. */
  readonly isPrivate: boolean;
};

/** Null: there is nothing to be shown, and all is well. */
export async function draw(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  work: Work,
): Promise<Drawing | null> {
  const playbook = app.playbook();
  const options: CardOptions = {
    language: work.language ?? playbook.language,
    timeZone: work.timeZone ?? playbook.timeZone,
    playbook,
  };
  const drawing = (card: Card, isPrivate = false): Drawing => ({
    card: work.plain ? withoutImages(card) : card,
    language: options.language,
    isPrivate,
  });

  switch (work.kind) {
    case 'living card':
      return drawing(leadCard(viewOf(work), { ...options, audiences: work.audiences }));
    case 'stub':
      return drawing(stubCard(viewOf(work), options));
    case 'private card': {
      const view = viewOf(work);
      const member = work.to.type === 'person' ? work.to.member : null;
      if (member === null) throw new Error('A private card goes to a member.');
      // Who never was shown it and has it no more, need not be told that they don't.
      const isTheirs =
        custodianOf(view.lead) === member || view.lead.coveredBy === member || view.lead.offer?.to === member;
      const isNews = work.message !== null || work.unknown || isTheirs;
      return isNews ? drawing(custodianCard(view, { ...options, member }), true) : null;
    }
    case 'reminder': {
      const card = await drawReminder(app, work, options);
      return card && drawing(card);
    }
    case 'home':
      return drawing(await drawHome(app, work, options), true);
    case 'digest':
      return drawing(await digestOf(app, work, options));
    case 'import card':
      return drawing(importCard(importCount.parse(work.body), options));
    default:
      if (work.telling !== null) {
        const view = viewOf(work);
        return isStale(work.telling, view) ? null : drawing(tellCard(work.telling, view, options));
      }
      return drawing(await troubleCardOf(app, work, options.language));
  }
}

/** What a picture shows, its words say as well. */
function withoutImages(card: Card): Card {
  return {
    ...card,
    blocks: card.blocks.map((block) => (block.type === 'image' ? { type: 'note', text: block.alt } : block)),
  };
}

const importCount = z.strictObject({ direction: z.string(), count: z.number(), at: z.number() });

function viewOf(work: Work): LeadView {
  if (work.view === null)
    throw new Error(`Work of the kind "${work.kind}" is about a lead, and came without.`);
  return work.view;
}

async function troubleCardOf(
  { database }: Pick<App, 'database'>,
  work: Work,
  language: Language,
): Promise<Card> {
  const told = trouble.parse(work.body);
  const member = 'member' in told ? await findMember(database.db, told.member) : null;
  return troubleCard(told, { name: member?.name ?? speak(language)('names.somebody'), language });
}
