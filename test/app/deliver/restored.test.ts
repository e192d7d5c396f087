/**
 * A backup is taken in the middle of a delivery and restored elsewhere, against the same platforms. What could go
 * wrong: what stands there already is posted again, what was in hand when the backup was taken is lost or posted twice,
 * what was pending is forgotten, or waits for a lease of somebody who is not there.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { restoreBackup } from '../../../src/storage/backup/restore-backup.ts';
import { writeBackup } from '../../../src/storage/backup/write-backup.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { until } from './patience.ts';

const test = withDatabase();
const stage = stages(test);

describe('a restored Baton', () => {
  it('shows and tells nothing twice, and everything that was pending once', async () => {
    const { app, delivery, slack, pass } = await stage();
    const first = await receiveOne(app);
    await pass(2_000, 1_000);
    await command(app, 'ana', first.ref, 'claim');
    await pass(2_000, 1_000);
    expect(slack.seen('ana')).toHaveLength(1);
    const stood = slack.calls.length;

    // Posted, but nobody knows it yet; and one that nobody has begun.
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    slack.trouble({ where: 'prospectors', times: 1, error: null, acts: true, until: answered });
    const second = await receiveOne(app);
    const settling = delivery.settle();
    await until(() => slack.calls.length > stood);
    const third = await receiveOne(app);

    const folder = await mkdtemp(join(tmpdir(), 'baton-restored-'));
    const path = join(folder, 'backup.jsonl.gz');
    await writeBackup(test.database, createWriteStream(path));
    answer();
    await settling;
    await delivery.stop();

    const database = await openDatabase({ databaseUrl: null, dataDir: null });
    try {
      await restoreBackup(database, path);
      const before = slack.calls.length;
      const restored = startDelivery({ ...app, database });
      for (let passed = 0; passed < 10; passed += 1) {
        app.clock.forward(1_000);
        await restored.settle();
      }
      await restored.stop();
      const calls = slack.calls.slice(before);
      // The one in hand was looked for, and found; the one that nobody had begun was posted.
      expect(calls.filter(({ type }) => type === 'find')).toHaveLength(1);
      const posts = calls.filter(({ type }) => type === 'post' || type === 'direct');
      expect(posts).toHaveLength(1);
      expect(posts[0]?.key).toContain(third.ref);
      expect(slack.seen('prospectors')).toHaveLength(3);
      expect(slack.seen('prospectors').filter(({ key }) => key.includes(second.ref))).toHaveLength(1);
      expect(slack.seen('ana')).toHaveLength(1);

      // And the cards are its own: what happens now is shown where they stand.
      const again = startDelivery({ ...app, database });
      await command({ ...app, database }, 'ben', second.ref, 'claim');
      for (let passed = 0; passed < 5; passed += 1) {
        app.clock.forward(1_000);
        await again.settle();
      }
      await again.stop();
      expect(slack.seen('prospectors')).toHaveLength(3);
      expect(slack.seen('prospectors').find(({ key }) => key.includes(second.ref))?.text).toContain('Ben');
    } finally {
      await database.close();
      await rm(folder, { recursive: true });
    }
  });
});
