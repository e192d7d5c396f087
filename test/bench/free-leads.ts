/** Leads that anybody may claim, sent in a few at a time. */
import { send } from '../prove/floor/sales-floor.ts';
import type { Running } from '../support/run-baton.ts';

export type FreeLead = { readonly ref: string; readonly number: string };

const atOnce = 8;

export async function freeLeads(baton: Running, count: number): Promise<readonly FreeLead[]> {
  const leads: FreeLead[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const email = `free-${(next += 1)}@prove.example`;
        const made = await send(baton, '/api/leads', { name: 'Somebody', email });
        leads.push({ ref: String(made['ref']), number: String(made['number']) });
      }
    }),
  );
  return leads;
}
