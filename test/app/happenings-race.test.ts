/**
 * Things happen on platforms while people press. What could go wrong: who shuts a place and who claims wait for each
 * other in a circle, and one of them fails; a place that was shut and opened at once shows a lead twice, or not at all;
 * of two processes that hear the same, both free somebody's work, or both tell it.
 */
import { describe, expect, it } from 'vitest';
import { handleHappening } from '../../src/app/handle-happening.ts';
import type { Happening } from '../../src/chat/happening.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { saveMember } from '../../src/storage/members.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { command, receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { stages } from './deliver/a-stage.ts';

const test = withDatabase();
const stage = stages(test);

/** As many leads as the regulation of the tests lets one have. */
const heldAtMost = 3;

describe('a place that is shut and opened again and again while people press', () => {
  it('shows every lead once in the end, and nobody failed', async () => {
    const { app, slack, pass } = await stage();
    // A forum, so that one channel has several lanes.
    for (const [index, audience] of (['prospectors', 'closers', 'prospectors'] as const).entries()) {
      await insertPlace(test.db, {
        id: `p_topic_${index}`,
        platform: 'slack',
        channel: 'forum',
        thread: `${index}`,
        audience,
        direction: null,
        language: 'en',
        createdAt: 0,
      });
    }
    const leads = await Promise.all(Array.from({ length: 12 }, () => receiveOne(app)));
    await pass(120_000, 5_000);
    const place = { channel: 'forum', thread: null };
    const news = Array.from({ length: 24 }, (_, index): Happening => {
      const about = { platform: 'slack', id: `n${index}`, at: index, place } as const;
      return index % 2 === 0
        ? { ...about, type: 'place lost', problem: 'archived' }
        : { ...about, type: 'place usable' };
    });
    const deeds = [
      ...leads.map(({ ref }, index) => command(app, index % 2 === 0 ? 'ana' : 'ben', ref, 'claim')),
      ...leads.map(({ ref }) => command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' })),
      ...news.map((happening) => handleHappening(app, happening)),
      pass(10_000, 1_000),
    ];
    await Promise.all(deeds);
    await handleHappening(app, { platform: 'slack', id: 'last', at: 99, type: 'place usable', place });
    await pass(300_000, 5_000);
    const inForum = slack.seen('forum').filter(({ id }) => id.thread !== '1');
    expect(inForum).toHaveLength(24);
    for (const { text } of inForum) expect(text).toMatch(/disqualified|spam/i);
  });
});

describe('somebody whose leaving is brought by every process at once', () => {
  it('is freed of each lead once, and told of once', async () => {
    const { app, slack, pass } = await stage();
    await saveMember(test.db, 'm_ana', { identities: [{ platform: 'slack', person: 'ana' }] });
    const leads = await Promise.all(Array.from({ length: heldAtMost }, () => receiveOne(app)));
    for (const { ref } of leads) expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ ok: true });
    await pass(60_000, 5_000);
    const happening = { platform: 'slack', at: 1, type: 'person left', person: 'ana' } as const;
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => handleHappening(app, { ...happening, id: `e${index % 4}` })),
    );
    await pass(120_000, 5_000);
    for (const { ref } of leads) {
      expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
      const vacated = (await listHistory(test.db, ref)).filter(({ type }) => type === 'vacated');
      expect(vacated).toHaveLength(1);
    }
    const told = slack.seen('managers').map(({ text }) => text);
    expect(told.filter((text) => text.includes('Ana')).length).toBeGreaterThan(0);
    // Whoever freed something tells how much that was; together it is all of them, and nothing twice.
    const counted = told.map((text) => Number(/(\d+) (?:lead|of)/.exec(text)?.[1] ?? 0));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(heldAtMost);
  });
});
