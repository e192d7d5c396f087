import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton } from '../support/run-baton.ts';

const file = join(root, '../shared/data/olist/marketing_qualified_leads.csv');

describe('leads of a real funnel', () => {
  it.skipIf(!existsSync(file))(
    'come in once each, though they are sent twice, while the page can be used (skipped where the data is not at hand)',
    async () => {
      const rows: { mql_id: string; first_contact_date: string; origin: string }[] = parse(
        readFileSync(file),
        {
          columns: true,
          to: 200,
        },
      );
      await using folder = await emptyFolder();
      const baton = await runBaton(environmentOf(folder.path));
      const send = (row: (typeof rows)[number]) =>
        baton.api('/api/leads', {
          method: 'POST',
          body: JSON.stringify({
            externalId: row.mql_id,
            source: row.origin || null,
            receivedAt: `${row.first_contact_date.split('-').reverse().join('-')}T00:00:00Z`,
          }),
        });
      const refs: string[][] = [];
      for (const status of [201, 200]) {
        const seen: string[] = [];
        for (const [at, row] of rows.entries()) {
          const answer = await send(row);
          expect(answer.status).toBe(status);
          const { ref } = z.object({ ref: z.string() }).parse(await answer.json());
          seen.push(ref);
          if (at % 50 === 0) expect((await fetch(`${baton.url}/`)).status).toBe(200);
        }
        refs.push(seen);
      }
      expect(new Set(refs[0]).size).toBe(200);
      expect(refs[1]).toEqual(refs[0]);
      const stored: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await (await baton.api(`/api/leads?limit=100${cursor && `&cursor=${cursor}`}`)).json();
        stored.push(...page.items.map((item: { ref: string }) => item.ref));
        cursor = page.next;
      }
      expect(stored.toSorted()).toEqual(refs[0]?.toSorted());
      await baton.stop();
    },
  );
});
