/**
 * A made-up lead for trying things out, each time another person. Phones are Ukrainian mobile numbers in a block of
 * zeros, e-mails are at example.com, which belongs to nobody.
 */
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { SentenceKey } from '../words/say.ts';
import type { App } from './app.ts';
import type { LeadInput } from './read-lead-input.ts';
import { receiveLead } from './receive-lead.ts';

export type SampleReceived = { readonly ref: string; readonly number: number };

type Keys<Group extends string> = Extract<SentenceKey, `page.samples.${Group}.${string}`>;

export async function receiveSampleLead(
  app: Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>,
  language: Language,
): Promise<SampleReceived> {
  for (let tried = 0; tried < triesAtMost; tried += 1) {
    const received = await receiveLead(app, sampleLead(app.random, language), { via: 'web' });
    if ('problems' in received)
      throw new Error('A sample lead was refused: its phone or e-mail is not valid.');
    // One of ten thousand numbers may be taken already; another person comes then.
    if (received.outcome === 'created') return received;
  }
  throw new Error('No sample lead could be made that is not here already.');
}

function sampleLead(random: App['random'], language: Language): LeadInput {
  const say = speak(language);
  const one = <T>(list: readonly [T, ...T[]]): T =>
    list[Math.floor(random.number() * list.length)] ?? list[0];
  const digits = String(Math.floor(random.number() * 10_000)).padStart(4, '0');
  const person = one(people);
  return {
    name: say(`page.samples.people.${person}`),
    phone: `${one(prefixes)}000${digits}`,
    email: `${person}.${digits}@example.com`,
    company: say(one(companies)),
    source: one(sources),
    message: say(one(messages)),
    direction: null,
    externalId: null,
    receivedAt: null,
    fields: null,
  };
}

const triesAtMost = 20;
const prefixes = ['+38067', '+38050', '+38063', '+38096'] as const;
const sources = ['website', 'google', 'instagram', 'referral', 'newsletter'] as const;
const people = [
  'olena',
  'andrii',
  'kateryna',
  'james',
  'nadiia',
  'viktor',
  'emma',
  'yurii',
  'daryna',
  'oleh',
  'grace',
  'bohdan',
] as const satisfies readonly (Keys<'people'> extends `page.samples.people.${infer Name}` ? Name : never)[];
const companies = [
  'page.samples.companies.bakery',
  'page.samples.companies.school',
  'page.samples.companies.clinic',
  'page.samples.companies.workshop',
  'page.samples.companies.hotel',
  'page.samples.companies.farm',
  'page.samples.companies.gym',
  'page.samples.companies.studio',
] as const satisfies readonly Keys<'companies'>[];
const messages = [
  'page.samples.messages.price',
  'page.samples.messages.switch',
  'page.samples.messages.growth',
  'page.samples.messages.urgent',
  'page.samples.messages.demo',
  'page.samples.messages.friend',
  'page.samples.messages.compare',
  'page.samples.messages.offices',
] as const satisfies readonly Keys<'messages'>[];
