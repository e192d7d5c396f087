import { describe, expect, it } from 'vitest';
import { findLeads } from '../../src/storage/find-leads.ts';
import { BadCursor, listDue, listFree, listLeads, listMine } from '../../src/storage/list-leads.ts';
import { countOpen } from '../../src/storage/count-open.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { claimed, disqualified, letIn, move, type Coming } from './deeds.ts';

const test = withDatabase();
const db = () => test.db;

async function letInMany(count: number, more: Coming = {}): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await letIn(db(), {
      ref: `l_${index}`,
      phone: `+38067000${String(index).padStart(4, '0')}`,
      // Three at a time come at the same moment.
      at: aMoment + Math.floor(index / 3) * hourMs,
      ...more,
    });
  }
}

const refs = (views: readonly LeadView[]) => views.map(({ lead }) => lead.ref);

describe('a list of leads', () => {
  it('is read in pages that neither skip nor repeat, newest first', async () => {
    await letInMany(10);
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Awaited<ReturnType<typeof listLeads>> = await listLeads(db(), { limit: 4, cursor });
      seen.push(...refs(page.items));
      cursor = page.next;
      pages += 1;
      // What arrives meanwhile does not push anything over the edge of a page.
      await letIn(db(), { ref: `l_new${pages}`, phone: `+3806711100${pages}`, at: aMoment + 99 * hourMs });
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => `l_${9 - index}`));
    expect(pages).toBe(3);
  });

  it('ends exactly where there is no more', async () => {
    await letInMany(4);
    expect((await listLeads(db(), { limit: 4 })).next).toBeNull();
    expect(await listLeads(db(), { limit: 4, stage: 'lost' })).toEqual({ items: [], next: null });
  });

  it('keeps to stage, direction, custodian and time together', async () => {
    await letInMany(6);
    await letIn(db(), { ref: 'l_x', phone: '+380671110000', direction: 'other', at: aMoment });
    for (const ref of ['l_1', 'l_4', 'l_x']) await move(db(), ref, 'm_ana', claimed);
    await move(db(), 'l_2', 'm_ben', claimed);
    const filter = { stage: 'claimed', custodian: 'm_ana', limit: 10 } as const;
    expect(refs((await listLeads(db(), filter)).items)).toEqual(['l_4', 'l_x', 'l_1']);
    expect(refs((await listLeads(db(), { ...filter, direction: 'main' })).items)).toEqual(['l_4', 'l_1']);
    const hour = { from: aMoment + hourMs, to: aMoment + 2 * hourMs };
    expect(refs((await listLeads(db(), { limit: 10, ...hour })).items)).toEqual(['l_5', 'l_4', 'l_3']);
  });

  it.each(['nonsense', 'MQ', Buffer.from("1.2'; drop table leads").toString('base64url')])(
    'refuses a cursor that no page gave: %s',
    async (cursor) => {
      await expect(listLeads(db(), { limit: 4, cursor })).rejects.toThrow(BadCursor);
    },
  );

  it('gives the free ones of some directions, oldest first', async () => {
    await letInMany(4);
    await letIn(db(), { ref: 'l_x', phone: '+380671110000', direction: 'other', at: aMoment });
    await move(db(), 'l_0', 'm_ana', claimed);
    expect(refs(await listFree(db(), ['main'], 2))).toEqual(['l_1', 'l_2']);
    expect(refs(await listFree(db(), ['main', 'other'], 9))).toEqual(['l_1', 'l_2', 'l_x', 'l_3']);
    expect(await listFree(db(), [], 9)).toEqual([]);
  });

  it('gives a member what they answer for, what is due first', async () => {
    await letInMany(3);
    await move(db(), 'l_0', 'm_ana', { type: 'claimed', dueAt: null });
    await move(db(), 'l_1', 'm_ana', { type: 'claimed', dueAt: aMoment + 2 * hourMs });
    await move(db(), 'l_2', 'm_ana', { type: 'claimed', dueAt: aMoment + hourMs });
    expect(refs(await listMine(db(), 'm_ana'))).toEqual(['l_2', 'l_1', 'l_0']);
    expect(refs(await listDue(db(), { now: aMoment + hourMs, limit: 9 }))).toEqual(['l_2']);
    expect(await countOpen(db(), aMoment + 90 * 60_000)).toEqual([
      { direction: 'main', stage: 'claimed', count: 3, overdue: 1, free: 0 },
    ]);
  });
});

describe('finding leads', () => {
  it.each([
    ['L-1001', 'number'],
    ['1001', 'bare number'],
    ['l_olena', 'ref'],
    ['+380 67 123-45-67', 'phone'],
    ['067 123 45 67', 'phone as it is dialled at home'],
    ['4567', 'last digits'],
    ['OLENA@example.com', 'e-mail'],
    ['коваль', 'family name'],
    ['Оле ков', 'beginnings of names'],
    ['вікна', 'company'],
  ])('finds "%s", a %s', async (text) => {
    await letIn(db(), {
      ref: 'l_olena',
      name: 'Олена Коваль',
      company: 'Світ вікна',
      phone: '+380671234567',
      email: 'olena@example.com',
    });
    await letIn(db(), { ref: 'l_other', name: 'Petro Moroz', phone: '+380931112233' });
    expect(refs(await findLeads(db(), text))).toEqual(['l_olena']);
  });

  it('finds closed ones, newest first', async () => {
    await letIn(db(), { ref: 'l_a' });
    await move(db(), 'l_a', 'm_mo', disqualified());
    await letIn(db(), { ref: 'l_b' });
    expect(refs(await findLeads(db(), 'olena'))).toEqual(['l_b', 'l_a']);
  });

  it.each(['', ' ', 'x', '%', '%%%%', '_____', "' or 1=1 --", '& | ! ( ) :*', '\\', 'a'.repeat(5000)])(
    'finds nothing for "%s", and does no harm',
    async (text) => {
      await letIn(db());
      expect(await findLeads(db(), text)).toEqual([]);
    },
  );
});
