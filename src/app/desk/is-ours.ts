/**
 * Is this caller ours? A manager asks by a full phone number and learns who has it, and the lead's number and stage:
 * nothing by which anybody could be reached, and not often enough to go through numbers one by one.
 */
import { custodianOf, isAlive, type MemberId, type Stage } from '../../core/lead.ts';
import type { Language } from '../../core/member.ts';
import { formatNumber } from '../../core/number.ts';
import { countAsking } from '../../storage/count-asking.ts';
import { findKnown } from '../../storage/insert-lead.ts';
import { findView } from '../../storage/read-lead.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { readPhone } from '../normalise-contact.ts';

export type OurCaller = {
  readonly number: string;
  readonly stage: Stage;
  /** Null while nobody has it. */
  readonly custodian: string | null;
};

const hourMs = 60 * 60_000;
export const asksAnHour = 30;
/** A number written without its country has at least as many. */
const nationalDigits = 9;

export async function isOurs(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  by: { readonly member: MemberId; readonly language: Language },
  phone: string,
): Promise<
  | { readonly ok: true; readonly value: { readonly found: OurCaller | null } }
  | { readonly ok: false; readonly says: string }
> {
  const say = speak(by.language);
  const numbers = numbersIn(app, phone);
  if (numbers.length === 0) return { ok: false, says: say('page.caller.notWhole') };
  const { db } = app.database;
  const now = app.clock.now();
  const asked = await countAsking(db, { what: 'is ours', by: by.member, now, whileMs: hourMs });
  if (asked > asksAnHour) return { ok: false, says: say('page.caller.tooOften', { count: asksAnHour }) };

  const found: OurCaller[] = [];
  const closed: OurCaller[] = [];
  for (const number of numbers) {
    const known = await findKnown(db, { externalId: null, source: null, phone: number, email: null });
    const view = known && (await findView(db, { ref: known.ref }));
    if (!view) continue;
    const custodian = custodianOf(view.lead);
    (isAlive(view.lead) ? found : closed).push({
      number: formatNumber(view.lead.number),
      stage: view.lead.stage,
      custodian: custodian === null ? null : (view.names[custodian] ?? say('names.somebody')),
    });
  }
  return { ok: true, value: { found: found[0] ?? closed[0] ?? null } };
}

/**
 * The same digits may be a whole number in several of our countries. A part of a long number could be all of a short
 * one elsewhere, so whoever means a short one names its country.
 */
function numbersIn({ playbook }: Pick<App, 'playbook'>, phone: string): readonly string[] {
  const isNamed = /^(?:tel:)?\s*\+/i.test(phone.trimStart());
  if (!isNamed && phone.replace(/\D/g, '').length < nationalDigits) return [];
  const countries = Object.values(playbook().directions).map(({ country }) => country);
  const read = [...new Set(countries)].map((country) => readPhone(phone, country)?.number ?? null);
  return [...new Set(read.filter((number) => number !== null))];
}
