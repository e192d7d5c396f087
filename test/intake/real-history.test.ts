import { describe, expect, it } from 'vitest';
import { readDigest } from '../../src/app/digests/read-digest.ts';
import { asHistory, hasRealFunnel, readRealFunnel } from '../support/real-funnel.ts';
import type { FunnelLead } from '../support/real-funnel.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';

const test = withDatabase();
closeServers();

const months = ['2017-10', '2017-11', '2017-12', '2018-01', '2018-02', '2018-03', '2018-04', '2018-05'];

describe('the history of a real funnel', () => {
  it.skipIf(!hasRealFunnel)(
    'gives the months that the files give by hand (skipped where the data is not at hand)',
    { timeout: 300_000 },
    async () => {
      const server = await aServer(test);
      // Every third deal with the impossible one, every twentieth of the leads that came to nothing: all give the same.
      const leads = readRealFunnel().filter(
        ({ deal, receivedOn }, at) =>
          at % (deal ? 3 : 20) === 0 || (deal && deal.wonAt.slice(0, 10) < receivedOn),
      );
      const body = asHistory(leads);
      const headers = { 'content-type': 'text/csv' };
      const { body: answer } = await server.post('/api/history', body, { headers });
      const isPossible = ({ receivedOn, deal }: FunnelLead) =>
        deal !== null && deal.wonAt.slice(0, 10) >= receivedOn;
      const won = leads.filter(isPossible);
      // One deal is dated before its lead came: each of its steps is answered, none is swallowed.
      const impossible = leads.filter((lead) => lead.deal !== null && !isPossible(lead)).length;
      expect(impossible).toBe(1);
      expect(answer).toMatchObject({ leads: leads.length, steps: leads.length + 4 * won.length, known: 0 });
      expect(answer.refused).toHaveLength(4 * impossible);
      const people = new Set(won.flatMap(({ deal }) => (deal ? [deal.prospector, deal.closer] : [])));
      expect(answer.members).toBeGreaterThanOrEqual(people.size);

      for (const month of months) {
        const next = Temporal.PlainDate.from(`${month}-01`).add({ months: 1 }).toString();
        const digest = await readDigest(server.app, { from: `${month}-01`, to: next, direction: 'main' });
        const received = leads.filter(({ receivedOn }) => receivedOn.startsWith(month));
        const closed = won.filter(({ deal }) => deal?.wonAt.startsWith(month));
        expect(digest.counts).toMatchObject({
          received: received.length,
          claimed: closed.length,
          qualified: closed.length,
          accepted: closed.length,
          converted: closed.length,
        });
        expect(sumOf(digest.credit.map(({ prospected }) => prospected))).toBe(closed.length);
        expect(sumOf(digest.sources.map((one) => one.received))).toBe(received.length);
        const paid = digest.sources.find(({ source }) => source === 'paid_search');
        expect(paid?.converted ?? 0).toBe(closed.filter(({ source }) => source === 'paid_search').length);
        const { items } = (await server.get('/api/members')).body;
        const nameOf = new Map(items.map(({ id, name }: { id: string; name: string }) => [id, name]));
        for (const { member, closed: count } of digest.credit) {
          const theirs = closed.filter(({ deal }) => deal?.closer === nameOf.get(member));
          expect(count).toBe(theirs.length);
        }
      }
      const again = await server.post('/api/history', body, { headers });
      expect(again.body).toMatchObject({
        leads: 0,
        steps: 0,
        members: 0,
        known: leads.length + 4 * won.length,
      });
    },
  );
});

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
