/** What the clock says, drawn from the leads as they are now. Null: nothing of it is so any more. */
import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import type { CardOptions } from '../../cards/options.ts';
import { reminderCard } from '../../cards/reminder-card.ts';
import { reminders } from '../../core/notice.ts';
import type { Work } from '../../storage/outbox.ts';
import { findViews } from '../../storage/read-lead.ts';
import type { App } from '../app.ts';

/** As it is kept: ids and codes alone. */
export const reminding = z.strictObject({
  to: z.enum(['yours', 'place', 'managers']),
  more: z.number(),
  items: z.array(
    z.strictObject({
      ref: z.string(),
      about: z.enum(reminders),
      dueAt: z.number().nullable(),
      custodian: z.string().nullable(),
      who: z.string().nullable(),
    }),
  ),
});

export async function drawReminder(
  { database }: Pick<App, 'database'>,
  work: Work,
  options: CardOptions,
): Promise<Card | null> {
  const told = reminding.parse(work.body);
  const views = await findViews(
    database.db,
    told.items.map(({ ref }) => ref),
  );
  const member = work.to.type === 'person' ? work.to.member : null;
  return reminderCard(told, new Map(views.map((view) => [view.lead.ref, view])), { ...options, member });
}
