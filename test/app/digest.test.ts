import { describe, expect, it } from 'vitest';
import { readDigest } from '../../src/app/digests/read-digest.ts';
import { anApp, command, receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
const minute = 60_000;
const hour = 60 * minute;

describe('the digest', () => {
  it('counts what happened, how long it took, where it came from, and who did it', async () => {
    const app = await anApp(test.database);
    const one = await receiveOne(app, { source: 'ads' });
    const two = await receiveOne(app, { source: 'ads' });
    await receiveOne(app, { source: null });
    app.clock.forward(10 * minute);
    await command(app, 'ana', one.ref, 'claim');
    app.clock.forward(10 * minute);
    await command(app, 'ben', two.ref, 'claim');
    await command(app, 'ana', one.ref, { type: 'touch', kind: 'call', outcome: 'reached' });
    await command(app, 'ana', one.ref, 'qualify');
    app.clock.forward(30 * minute);
    await command(app, 'cleo', one.ref, 'accept');
    await command(app, 'cleo', one.ref, { type: 'convert', value: 150_000, currency: 'UAH' });
    await command(app, 'dan', one.ref, 'take');
    await command(app, 'ben', two.ref, { type: 'disqualify', reason: 'spam' });

    const digest = await readDigest(app, { from: '2026-03-04', to: '2026-03-05', direction: null });
    expect(digest).toMatchObject({ from: '2026-03-04', to: '2026-03-05', direction: null });
    expect(digest.counts).toEqual({
      received: 3,
      claimed: 2,
      qualified: 1,
      returned: 0,
      accepted: 1,
      converted: 1,
      disqualified: 1,
      lost: 0,
      taken: 1,
    });
    expect(digest.sources).toEqual([
      { source: 'ads', received: 2, converted: 1 },
      { source: null, received: 1, converted: 0 },
    ]);
    expect(digest.credit).toEqual([
      { member: 'm_ana', prospected: 1, closed: 0, served: 0 },
      { member: 'm_cleo', prospected: 0, closed: 1, served: 0 },
      { member: 'm_dan', prospected: 0, closed: 0, served: 1 },
    ]);
    expect(digest.seconds.toClaim.median).toBe(15 * 60);
    expect(digest.seconds.toTouch).toEqual({ median: 10 * 60, p90: 10 * 60 });
    expect(digest.seconds.toAccept.median).toBe(30 * 60);
    expect(digest.value).toEqual([{ currency: 'UAH', total: 150_000 }]);
  });

  it('says what waits now, whatever the period', async () => {
    const app = await anApp(test.database);
    await receiveOne(app);
    const qualified = await receiveOne(app);
    await command(app, 'ana', qualified.ref, 'claim');
    await command(app, 'ana', qualified.ref, 'qualify');
    const client = await receiveOne(app);
    await command(app, 'ana', client.ref, 'claim');
    await command(app, 'ana', client.ref, 'qualify');
    await command(app, 'cleo', client.ref, 'accept');
    await command(app, 'cleo', client.ref, { type: 'convert', value: null, currency: null });
    const period = { from: '2020-01-01', to: '2020-01-02', direction: null };
    expect((await readDigest(app, period)).waiting).toEqual({
      unclaimed: 1,
      unaccepted: 1,
      untaken: 1,
      overdue: 0,
    });
    app.clock.forward(24 * hour);
    expect((await readDigest(app, period)).waiting.overdue).toBe(3);
    expect((await readDigest(app, { ...period, direction: 'export' })).waiting).toEqual({
      unclaimed: 0,
      unaccepted: 0,
      untaken: 0,
      overdue: 0,
    });
  });

  it('begins and ends its days where the direction is', async () => {
    const app = await anApp(test.database);
    // 00:30 in Kyiv on the 5th is still the 4th in Berlin.
    app.clock.forward(12.5 * hour);
    await receiveOne(app, { direction: 'main' });
    await receiveOne(app, { direction: 'export' });
    const on = async (from: string, to: string, direction: string) =>
      (await readDigest(app, { from, to, direction })).counts.received;
    expect(await on('2026-03-04', '2026-03-05', 'main')).toBe(0);
    expect(await on('2026-03-05', '2026-03-06', 'main')).toBe(1);
    expect(await on('2026-03-04', '2026-03-05', 'export')).toBe(1);
  });

  it('has a day of 23 hours when the clocks change', async () => {
    const app = await anApp(test.database);
    const startsAt = Date.UTC(2026, 2, 28, 22);
    app.clock.forward(startsAt + 22.5 * hour - app.clock.now());
    await receiveOne(app, { direction: 'main' });
    app.clock.forward(hour);
    await receiveOne(app, { direction: 'main' });
    const digest = await readDigest(app, { from: '2026-03-29', to: '2026-03-30', direction: 'main' });
    expect(digest.counts.received).toBe(1);
  });

  it('of nothing is zeros, and nulls where nothing can be measured', async () => {
    const app = await anApp(test.database);
    const digest = await readDigest(app, { from: '2026-03-01', to: '2026-03-08', direction: 'main' });
    expect(Object.values(digest.counts).every((count) => count === 0)).toBe(true);
    expect(digest.seconds.toClaim).toEqual({ median: null, p90: null });
    expect(digest.value).toEqual([]);
  });
});
