/**
 * A real funnel's two tables as a history that Baton takes: the first contact is when a lead was received; of a deal one
 * date is known, so the prospector's and the closer's steps all stand at it. An example of such a conversion.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { root } from './project-files.ts';

const folder = join(root, '../shared/data/olist');
export const hasRealFunnel = existsSync(join(folder, 'closed_deals.csv'));

const leadRows = z.array(
  z.object({ mql_id: z.string(), first_contact_date: z.string(), origin: z.string() }),
);
const dealRows = z.array(
  z.object({ mql_id: z.string(), sdr_id: z.string(), sr_id: z.string(), won_date: z.string() }),
);

export type FunnelLead = {
  readonly id: string;
  /** `2018-02-26` */
  readonly receivedOn: string;
  readonly source: string;
  /** `wonAt` is `2018-02-26 19:58`. */
  readonly deal: { readonly prospector: string; readonly closer: string; readonly wonAt: string } | null;
};

export function readRealFunnel(): readonly FunnelLead[] {
  const table = (name: string): unknown => parse(readFileSync(join(folder, name)), { columns: true });
  const deals = new Map(
    dealRows.parse(table('closed_deals.csv')).map(({ mql_id, sdr_id, sr_id, won_date }) => {
      const [day = '', time = ''] = won_date.split(' ');
      return [mql_id, { prospector: sdr_id, closer: sr_id, wonAt: `${turned(day)} ${time}` }];
    }),
  );
  return leadRows
    .parse(table('marketing_qualified_leads.csv'))
    .map(({ mql_id, first_contact_date, origin }) => ({
      id: mql_id,
      receivedOn: turned(first_contact_date),
      source: origin,
      deal: deals.get(mql_id) ?? null,
    }));
}

/** `26-02-2018` to `2018-02-26` */
const turned = (day: string) => day.split('-').reverse().join('-');

export function asHistory(leads: readonly FunnelLead[]): string {
  const rows = leads.flatMap(({ id, receivedOn, source, deal }) => {
    const row = (at: string, command: string, member: string) => [id, at, command, member, source].join(',');
    return [
      row(receivedOn, 'receive', ''),
      ...(deal
        ? [
            row(deal.wonAt, 'claim', deal.prospector),
            row(deal.wonAt, 'qualify', deal.prospector),
            row(deal.wonAt, 'accept', deal.closer),
            row(deal.wonAt, 'convert', deal.closer),
          ]
        : []),
    ];
  });
  return ['externalId,at,command,member,source', ...rows].join('\n');
}
