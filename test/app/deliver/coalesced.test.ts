/** Many changes, few edits: a platform counts each of them (T61), and people look at the last alone. */
import { describe, expect, it } from 'vitest';
import { command, receiveOne } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { untilCalled } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const touch = { type: 'touch', kind: 'call', outcome: 'reached' } as const;

describe.each(['slack', 'telegram'] as const)('on %s', (platform) => {
  it('a claim costs one edit of each card', async () => {
    const { app, leap, ...chats } = await stage({ platforms: [platform] });
    const chat = chats[platform];
    const { ref } = await receiveOne(app);
    await leap(5 * second);
    await command(app, 'ana', ref, 'claim');
    await leap(10 * second);
    expect(chat.calls.map(({ type, where }) => [type, where])).toEqual([
      ['post', 'prospectors'],
      ['direct', 'ana'],
      ['edit', 'prospectors'],
    ]);
  });

  it('five changes while an edit is in flight cost one edit more, which shows the last', async () => {
    const { app, delivery, leap, ...chats } = await stage({ platforms: [platform] });
    const chat = chats[platform];
    const { ref } = await receiveOne(app);
    await leap(5 * second);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    chat.trouble({ on: ['edit'], where: 'prospectors', times: 1, error: null, until });
    const before = chat.calls.length;
    await command(app, 'ana', ref, 'claim');
    const settling = delivery.settle();
    await untilCalled(chat, before + 2);
    for (let count = 0; count < 4; count += 1) await command(app, 'ana', ref, touch);
    await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    resolve();
    await settling;
    await leap(20 * second);
    const edits = (where: string) =>
      chat.calls.slice(before).filter((call) => call.type === 'edit' && call.where === where);
    expect(edits('prospectors')).toHaveLength(2);
    expect(edits('ana').length).toBeLessThanOrEqual(1);
    expect(chat.seen('prospectors')[0]?.text).toContain('Disqualified');
  });

  it('changes that come while the place pauses cost one edit', async () => {
    const { app, leap, ...chats } = await stage({ platforms: [platform] });
    const chat = chats[platform];
    const { ref } = await receiveOne(app);
    await leap(200);
    await command(app, 'ana', ref, 'claim');
    await leap(200);
    for (let count = 0; count < 4; count += 1) await command(app, 'ana', ref, touch);
    await leap(10 * second);
    expect(chat.calls.filter(({ type, where }) => type === 'edit' && where === 'prospectors')).toHaveLength(
      1,
    );
    expect(chat.calls.filter(({ type, where }) => type === 'edit' && where === 'ana')).toHaveLength(1);
  });
});
