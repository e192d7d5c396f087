import { describe, expect, it } from 'vitest';
import { probe } from '../../src/app/probe.ts';
import type { PersonRequest } from '../../src/app/request.ts';
import { sayOutcome } from '../../src/app/say-outcome.ts';
import { commandTypes } from '../../src/core/command.ts';
import type { LeadEvent } from '../../src/core/event.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import { languages, type Language } from '../../src/core/member.ts';
import { aLead, aMoment } from '../support/a-lead.ts';
import { aDirection, aPlaybook } from '../support/a-playbook.ts';
import { noContact } from '../../src/app/view-after.ts';

const touched: LeadEvent = {
  type: 'touched',
  kind: 'call',
  outcome: 'reached',
  dueAt: null,
  at: aMoment,
  by: 'm_ana',
  via: 'web',
};

const aView = (parts: Partial<LeadView> = {}): LeadView => ({
  lead: aLead({ stage: 'claimed' }),
  contact: { ...noContact, name: 'Canary' },
  brief: [],
  last: touched,
  texts: [],
  names: { m_ana: 'Ana', m_ben: 'Ben' },
  ...parts,
});

const context = (language: Language) => ({
  hearer: { language, timeZone: 'Europe/Kyiv' },
  playbook: aPlaybook(),
  now: aMoment,
});

const outcome = (how: {
  unchanged?: boolean;
  repeated?: boolean;
  view?: LeadView;
  events?: readonly LeadEvent[];
}) =>
  ({
    ok: true,
    view: aView(),
    events: [touched],
    unchanged: false,
    repeated: false,
    ...how,
  }) as const;

describe('what came of a command', () => {
  it.each(languages.flatMap((language) => commandTypes.map((type) => [language, type] as const)))(
    'is said in %s after %s, done or well already, without a gap and without a contact',
    (language, type) => {
      const command = probe(type, { direction: aDirection(), by: 'm_ana', now: aMoment });
      const done = sayOutcome(outcome({}), command, context(language));
      const quiet = sayOutcome(outcome({ unchanged: true, events: [] }), command, context(language));
      expect([done.tone, quiet.tone]).toEqual(['done', 'quiet']);
      expect(done.text).not.toBe(quiet.text);
      for (const { text } of [done, quiet]) {
        expect(text).toMatch(/\p{L}{3}/u);
        expect(text).not.toMatch(/[{}]|undefined|null|m_ana|Canary/);
        expect(/\p{Script=Cyrillic}/u.test(text)).toBe(language === 'uk');
      }
    },
  );

  const says = (command: PersonRequest, how: Parameters<typeof outcome>[0] = {}) =>
    sayOutcome(outcome(how), command, context('en')).text;

  it('names the person, the reason and the moment', () => {
    expect(says({ type: 'assign', to: 'm_ben' })).toBe('L-1042 is with Ben now.');
    expect(says({ type: 'disqualify', reason: 'spam' })).toBe('L-1042 is disqualified: Spam.');
    expect(says({ type: 'return', reason: 'thin_brief' })).toBe('L-1042 went back to Ana.');
    expect(says({ type: 'return', reason: 'thin_brief' }, { view: aView({ lead: aLead() }) })).toBe(
      'L-1042 went back to the prospectors.',
    );
    expect(says({ type: 'snooze', until: aMoment })).toContain('4 Mar 2026, 10:00');
  });

  it('of a delivery that came before tells how things stand, not that it was done', () => {
    const lead = aLead({ stage: 'qualified' });
    expect(says({ type: 'claim' }, { unchanged: true, repeated: true, view: aView({ lead }) })).toBe(
      'You were answered already. L-1042 is “qualified” now.',
    );
  });

  it('on a lead that is not there is said, too', () => {
    const said = sayOutcome({ ok: false, refusal: { code: 'not_found' } }, { type: 'claim' }, context('uk'));
    expect(said).toEqual({ type: 'say', tone: 'refused', text: 'Такого ліда я не знаю.' });
  });
});
