import { describe, expect, it } from 'vitest';
import { digestCard } from '../../src/cards/digest-card.ts';
import type { DigestFigures } from '../../src/cards/digest-card.ts';
import { foundCard } from '../../src/cards/found-card.ts';
import { helpCard } from '../../src/cards/help-card.ts';
import { historyCard } from '../../src/cards/history-card.ts';
import { mineCard } from '../../src/cards/mine-card.ts';
import { teamCard } from '../../src/cards/team-card.ts';
import { tellCard } from '../../src/cards/tell-card.ts';
import { whyCard } from '../../src/cards/why-card.ts';
import { languages, roles } from '../../src/core/member.ts';
import { tellings } from '../../src/core/notice.ts';
import { stages } from '../../src/core/lead.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { anEvent, aView, names } from '../support/a-view.ts';
import { cardText, verbsOf } from '../support/card-text.ts';

const inEnglish = { language: 'en', timeZone: 'Europe/Kyiv', playbook: aPlaybook(), now: aMoment } as const;
const inUkrainian = { ...inEnglish, language: 'uk' } as const;
const dayMs = 24 * hourMs;

const story = [
  aView().last,
  anEvent({ type: 'claimed', dueAt: null }),
  anEvent({ type: 'touched', kind: 'call', outcome: 'no_answer', dueAt: null }),
  anEvent({ type: 'qualified', dueAt: null }),
  anEvent({ type: 'returned', reason: 'not_ready', to: 'm_ana', dueAt: null }, { by: 'm_cleo' }),
];

describe('a history card', () => {
  it('says what, when and who, and from where if nobody did it', () => {
    expect(
      cardText(historyCard(aView({ lead: { stage: 'claimed' } }), story, inEnglish)).split('\n'),
    ).toEqual([
      'History of L-1042',
      '4 Mar 2026, 10:00 · received · website form',
      '4 Mar 2026, 10:00 · claimed · Ana',
      '4 Mar 2026, 10:00 · touch: call, no answer · Ana',
      '4 Mar 2026, 10:00 · qualified · Ana',
      '4 Mar 2026, 10:00 · returned: Not ready, to Ana · Cleo',
    ]);
  });

  it('tells every kind of event in both languages', () => {
    const rest = [
      anEvent({ type: 'repeated', source: 'x' }),
      anEvent({ type: 'released', dueAt: null }),
      anEvent({ type: 'noted' }),
      anEvent({ type: 'snoozed', until: aMoment }),
      anEvent({ type: 'disqualified', reason: 'spam' }),
      anEvent({ type: 'accepted', dueAt: null }),
      anEvent({ type: 'converted', value: 1_250_000, currency: 'UAH', dueAt: null }),
      anEvent({ type: 'converted', value: null, currency: null, dueAt: null }),
      anEvent({ type: 'lost', reason: 'gone reason' }),
      anEvent({ type: 'taken', dueAt: null }),
      anEvent({ type: 'revealed', own: true, to: 'm_ana' }),
      anEvent({ type: 'assigned', to: 'm_ben', from: null, dueAt: null }),
      anEvent({ type: 'reopened', dueAt: null }),
      anEvent({ type: 'corrected', fields: ['phone', 'email'] }),
      anEvent({ type: 'erased' }),
      anEvent({ type: 'vacated', member: 'm_ben', dueAt: null }),
      anEvent({ type: 'expired', member: 'm_ben', dueAt: null }, { by: null, via: 'clock' }),
      anEvent({ type: 'escalated', step: 'warn' }, { by: null, via: 'clock' }),
    ];
    for (const options of [inEnglish, inUkrainian]) {
      expect(cardText(historyCard(aView(), rest, options))).not.toMatch(/[{}]|undefined|null/);
    }
    const english = cardText(historyCard(aView(), rest, inEnglish));
    expect(english).toContain('contact shown · Ana');
    expect(english).toContain('corrected: phone and e-mail');
    expect(english).toContain('became a client: ₴12,500');
    expect(english).toContain('lost: gone reason');
  });

  it('shows the newest lines and counts the earlier ones', () => {
    const many = Array.from({ length: 30 }, () => anEvent({ type: 'noted' }));
    const text = cardText(historyCard(aView(), many, inUkrainian));
    expect(text).toContain('… і ще 5 рядків раніше');
    expect(text.split('\n')).toHaveLength(27);
  });
});

describe('a why card', () => {
  it('says where it stands, what is next and how it came to this', () => {
    const view = aView({ lead: { stage: 'claimed', dueAt: aMoment + hourMs } });
    const text = cardText(whyCard(view, story, inEnglish));
    expect(text).toContain('Ana has it and is finding out whether it fits.');
    expect(text).toContain('Next step: first touch by today 11:00.');
    expect(text).toContain('returned: Not ready');
    expect(text).not.toContain('touch: call');
  });

  it('tells what is overdue, and what rests', () => {
    const overdue = aView({ lead: { stage: 'claimed', dueAt: aMoment - dayMs } });
    expect(cardText(whyCard(overdue, story, inEnglish))).toContain(
      'Overdue: first touch by yesterday 10:00.',
    );
    const resting = aView({ lead: { stage: 'claimed', snoozedUntil: aMoment + dayMs } });
    expect(cardText(whyCard(resting, story, inUkrainian))).toContain('Відкладено до завтра, 10:00.');
  });

  it('is a whole sentence at every stage', () => {
    const said = stages.flatMap((stage) =>
      [inEnglish, inUkrainian].map((options) =>
        cardText(whyCard(aView({ lead: { stage } }), story, options)),
      ),
    );
    expect(said.filter((text) => /[{}]|undefined|null/.test(text))).toEqual([]);
  });
});

describe('a found card', () => {
  it('says where each lead stands, without a contact', () => {
    const text = cardText(foundCard([aView(), aView({ lead: { stage: 'claimed' } })], inEnglish));
    expect(text).toContain('Found 2 leads');
    expect(text).toContain('L-1042 · Windows: new · ☎ …12, ✉ o…');
    expect(text).toContain('L-1042 · Windows: in prospecting · Ana · ☎ …12');
    expect(text).not.toMatch(/Олена|\+380|@/);
  });

  it('has buttons for a few leads, each in its own row (S42), and asks to be more exact about many', () => {
    expect(verbsOf(foundCard([aView(), aView({ lead: { stage: 'claimed' } })], inEnglish))).toEqual([
      ['history'],
      ['reveal', 'history'],
    ]);
    const many = foundCard(
      Array.from({ length: 12 }, () => aView()),
      inEnglish,
    );
    expect(verbsOf(many)).toEqual([]);
    expect(cardText(many)).toContain('Be a little more exact.');
  });
});

describe('a card of one’s own leads', () => {
  it('begins with what is most pressing', () => {
    const at = (name: string, lead: Parameters<typeof aView>[0]) => aView({ ...lead, contact: { name } });
    const card = mineCard(
      [
        at('Later', { lead: { stage: 'claimed', dueAt: aMoment + dayMs } }),
        at('Whenever', { lead: { stage: 'claimed' } }),
        at('Late', { lead: { stage: 'accepted', dueAt: aMoment - hourMs } }),
        at('Resting', {
          lead: { stage: 'claimed', dueAt: aMoment - hourMs, snoozedUntil: aMoment + hourMs },
        }),
      ],
      inEnglish,
    );
    expect(cardText(card).split('\n')).toEqual([
      '4 leads in your hands',
      'L-1042 · Windows: Late · overdue: Close by today 09:00',
      'L-1042 · Windows: Resting · rests until today 11:00',
      'L-1042 · Windows: Later · First touch by tomorrow 10:00',
      'L-1042 · Windows: Whenever · nothing due',
    ]);
  });

  it('counts what does not fit, and says so when there is nothing', () => {
    expect(cardText(mineCard([], inUkrainian))).toBe('У вас нічого в роботі.');
    expect(
      cardText(
        mineCard(
          Array.from({ length: 23 }, () => aView()),
          inEnglish,
        ),
      ),
    ).toContain('… and 3 more');
  });
});

describe('a help card', () => {
  it('tells each role what it can ask for, and a stranger how to begin', () => {
    expect(cardText(helpCard(['prospector'], 'en'))).toContain('“next”');
    expect(cardText(helpCard(['closer'], 'en'))).not.toContain('“next”');
    expect(cardText(helpCard(['closer'], 'en'))).not.toContain('“invite”');
    expect(cardText(helpCard(['manager'], 'uk'))).toContain('«invite»');
    expect(cardText(helpCard([], 'en'))).toContain('“join CODE”');
    for (const language of languages) {
      expect(cardText(helpCard(roles, language)).split('\n').length).toBeGreaterThan(15);
    }
  });
});

describe('a team card', () => {
  it('says who is here, in which roles and with how much in hand', () => {
    const load = { claimed: 2, accepted: 1, accounts: 0 };
    const text = cardText(
      teamCard(
        [
          { name: 'Ana', roles: ['prospector', 'closer'], active: true, away: true, load },
          {
            name: 'Ben',
            roles: [],
            active: true,
            away: false,
            load: { claimed: 0, accepted: 0, accounts: 0 },
          },
          { name: 'Eve', roles: ['manager'], active: false, away: false, load },
        ],
        'en',
      ),
    );
    expect(text.split('\n')).toEqual([
      'The team: 3 people',
      'Ana: prospector, closer · 3 in hand · away',
      'Ben: no role yet · 0 in hand',
      'Eve: left the team',
    ]);
    expect(cardText(teamCard([], 'uk'))).toContain('Тут ще нікого.');
  });
});

describe('a telling', () => {
  it('tells a prospector who sent it back and why', () => {
    const last = anEvent(
      { type: 'returned', reason: 'thin_brief', to: 'm_ana', dueAt: null },
      { by: 'm_cleo' },
    );
    const text = cardText(tellCard('lead_returned', aView({ lead: { stage: 'claimed' }, last }), inEnglish));
    expect(text).toContain('L-1042 came back to you');
    expect(text).toContain('Cleo returned it: Thin brief.');
  });

  it('names who closed it, also when the account team has it already by the time it is told', () => {
    const view = aView({
      lead: { stage: 'converted', closer: 'm_cleo', accountManager: 'm_dan' },
      last: anEvent({ type: 'taken', dueAt: null }, { by: 'm_dan' }),
    });
    expect(cardText(tellCard('client_converted', view, inEnglish))).toContain('closed by Cleo');
    expect(cardText(tellCard('prospect_accepted', view, inEnglish))).toContain('Cleo took your prospect on');
  });

  it('names who has it now to whom it was taken from, and nobody where it was closed or is free', () => {
    const closed = anEvent({ type: 'disqualified', reason: 'no_need' }, { by: 'm_mo' });
    const given = anEvent({ type: 'assigned', from: 'm_ana', to: 'm_ben', dueAt: null }, { by: 'm_mo' });
    const told = (view: Parameters<typeof tellCard>[1], options: typeof inEnglish | typeof inUkrainian) =>
      cardText(tellCard('lead_taken_away', view, options));
    const gone = aView({ lead: { stage: 'disqualified' }, last: closed });
    expect(told(gone, inEnglish)).toContain('L-1042 is not with you any more');
    expect(told(gone, inUkrainian)).toContain('L-1042 більше не у вас');
    const moved = aView({ lead: { stage: 'claimed', prospector: 'm_ben' }, last: given });
    expect(told(moved, inEnglish)).toContain('L-1042 went to Ben');
  });

  it('lets managers decide on the spot', () => {
    const card = tellCard('return_decision', aView({ lead: { stage: 'accepted' } }), inEnglish);
    expect(verbsOf(card)).toEqual([['return', 'disqualify', 'lose', 'assign', 'history']]);
    expect(verbsOf(tellCard('lead_repeated', aView(), inEnglish))).toEqual([]);
  });

  it('is whole sentences for every telling, even when the lead has moved on meanwhile', () => {
    const said = tellings.flatMap((telling) =>
      stages.flatMap((stage) =>
        [inEnglish, inUkrainian].map((options) =>
          cardText(tellCard(telling, aView({ lead: { stage } }), options)),
        ),
      ),
    );
    expect(said.filter((text) => /[{}]|undefined|null/.test(text))).toEqual([]);
  });
});

const none = { median: null, p90: null };
const calm: DigestFigures = {
  from: '2026-03-02',
  to: '2026-03-09',
  counts: {
    received: 0,
    claimed: 0,
    qualified: 0,
    returned: 0,
    accepted: 0,
    converted: 0,
    disqualified: 0,
    lost: 0,
    taken: 0,
  },
  sources: [],
  credit: [],
  seconds: { toClaim: none, toTouch: none, toQualify: none, toAccept: none, toConvert: none, toTake: none },
  value: [],
  bottleneck: null,
  exceptions: {
    counts: { unclaimed: 0, overdue: 0, unaccepted: 0, untaken: 0, no_next_step: 0 },
    leads: [],
    away: [],
    promises: { kept: 0, broken: 0 },
    business: { new: 0, existing: 0 },
  },
};

describe('a digest card', () => {
  it('names the days of the period, the last one included', () => {
    expect(
      digestCard(calm, {
        language: 'en',
        timeZone: 'Europe/Kyiv',
        names,
        before: null,
        plan: [],
        picture: null,
      }).title,
    ).toBe('Digest: 2 Mar 2026 – 8 Mar 2026');
    expect(
      cardText(
        digestCard(calm, {
          language: 'en',
          timeZone: 'Europe/Kyiv',
          names,
          before: null,
          plan: [],
          picture: null,
        }),
      ),
    ).toContain('Nothing came in');
  });

  it('says what moved, how fast, where from and who did it', () => {
    const digest: DigestFigures = {
      ...calm,
      counts: { ...calm.counts, received: 40, claimed: 36, qualified: 12, converted: 1 },
      sources: [
        { source: null, received: 10, converted: 0 },
        { source: 'website', received: 30, converted: 1 },
      ],
      credit: [
        { member: 'm_ana', prospected: 12, closed: 0, served: 0 },
        { member: 'm_ben', prospected: 0, closed: 0, served: 0 },
        { member: 'm_gone', prospected: 0, closed: 1, served: 2 },
      ],
      seconds: { ...calm.seconds, toClaim: { median: 340, p90: 900 } },
      value: [
        { currency: 'UAH', total: 4_800_000 },
        { currency: 'EUR', total: 100_000 },
      ],
    };
    expect(
      cardText(
        digestCard(digest, {
          language: 'en',
          timeZone: 'Europe/Kyiv',
          names,
          before: null,
          plan: [],
          picture: null,
        }),
      )
        .split('\n')
        .slice(1),
    ).toEqual([
      'Nothing is stuck.',
      'Received: 40',
      'Claimed: 36 (90%)',
      'Qualified: 12 (33%)',
      'New clients: 1',
      'Sold: ₴48,000 + €1,000',
      'How long it took: half of them within, nine of ten within',
      '- To a claim: 6 min, 15 min',
      'Where clients come from',
      '- website: 30 in, 1 client',
      '- no source: 10 in, 0 clients',
      'Who did it',
      '- Ana: 12 qualified',
      '- Somebody: 1 client won, 2 clients served',
    ]);
  });

  it('names the narrowest place with its figures, in both languages', () => {
    const slow = { step: 'accept', waiting: 12, passed: 4, daysToClear: 21 } as const;
    const text = (language: 'en' | 'uk', bottleneck: DigestFigures['bottleneck']) =>
      cardText(
        digestCard(
          { ...calm, bottleneck },
          { language, timeZone: 'Europe/Kyiv', names, before: null, plan: [], picture: null },
        ),
      );
    expect(text('en', slow)).toContain(
      'The narrowest place is accepting: 12 leads wait, 4 went through in this period; at this pace that takes 21 days.',
    );
    expect(text('uk', { ...slow, waiting: 3, passed: 0, daysToClear: null })).toContain(
      'Найвужче місце — прийняття: чекають 3 ліди, а за цей час не пройшло нічого.',
    );
  });

  it('tells the change against the period before', () => {
    const options = { language: 'en', timeZone: 'Europe/Kyiv', names, plan: [], picture: null } as const;
    const counts = { ...calm.counts, received: 40, claimed: 36 };
    const before = { ...calm.counts, received: 28, claimed: 40 };
    const text = cardText(digestCard({ ...calm, counts }, { ...options, before }));
    expect(text).toContain('Received: 40, +12');
    expect(text).toContain('Claimed: 36 (90%), -4');
    expect(text).toContain('New clients: 0, 0');
  });

  it('gives no share of more than all', () => {
    const counts = { ...calm.counts, received: 2, claimed: 5 };
    expect(
      cardText(
        digestCard(
          { ...calm, counts },
          { language: 'uk', timeZone: 'Europe/Kyiv', names, before: null, plan: [], picture: null },
        ),
      ),
    ).toContain('Взято: 5\n');
  });
});
