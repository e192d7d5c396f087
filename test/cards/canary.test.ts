import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/cards/card.ts';
import { foundCard } from '../../src/cards/found-card.ts';
import { formOf } from '../../src/cards/forms/form-of.ts';
import { historyCard } from '../../src/cards/history-card.ts';
import { leadCard, stubCard } from '../../src/cards/lead-card.ts';
import { custodianCard } from '../../src/cards/custodian-card.ts';
import { tellCard } from '../../src/cards/tell-card.ts';
import { whyCard } from '../../src/cards/why-card.ts';
import { commandTypes } from '../../src/core/command.ts';
import type { LeadView } from '../../src/core/lead-view.ts';
import { audiences, languages } from '../../src/core/member.ts';
import { tellings } from '../../src/core/notice.ts';
import { shapes, shownFields } from '../../src/core/policy.ts';
import { stages } from '../../src/core/lead.ts';
import { aMoment } from '../support/a-lead.ts';
import { aDirection, aPlaybook } from '../support/a-playbook.ts';
import { anEvent, aView } from '../support/a-view.ts';
import { cardText } from '../support/card-text.ts';

/** Words that stand nowhere but in the contact. */
const canaries = [
  /канаренко/i,
  /канарина/i,
  /kanarenko/i,
  /kanaryna/i,
  /671239874/,
  /239874/,
  /@/,
  /t\.me/i,
  /instagram/i,
];

const everything = [
  'Канарина Канаренко, канаринко@kanarenko.example',
  'Пишіть Канарині Канаренко на kanaryna.kanarenko@mail.example або +380 67 123-98-74,',
  'тел. 067.123.98.74, (067) 123 98 74, 8 0 6 7 1 2 3 9 8 7 4, ０６７１２３９８７４, +38067​1239874,',
  'kanaryna (at) kanarenko (dot) example, @kanaryna_k, https://t.me/kanaryna, instagram.com/kanarenko',
].join('\n');

function planted(stage: (typeof stages)[number]): LeadView {
  return aView({
    lead: { stage, number: 7, source: everything, previous: 'l_earlier', returns: 1, dueAt: aMoment },
    contact: {
      name: 'Канарина Канаренко',
      phone: '+380671239874',
      email: 'kanaryna.kanarenko@mail.example',
      company: `ФОП Канаренко. ${everything}`,
      message: everything,
      fields: { 'Як звати': 'Канарина Канаренко', phone: '+380671239874' },
    },
    brief: [
      { question: 'need', value: everything },
      { question: 'budget', value: 380671239874, currency: 'UAH' },
      { question: 'when', value: everything },
      { question: 'gone', value: everything },
      { question: 'gone too', value: [everything] },
      { question: 'number', value: 671239874 },
    ],
    texts: [{ revision: 2, at: aMoment, by: 'm_ana', text: everything }],
  });
}

/** Every card that stands in a channel, or goes to somebody who may not have the contact. */
function cardsOf(view: LeadView): readonly (readonly [string, Card])[] {
  const rooms = [...audiences.map((audience) => [audience]), [...audiences]];
  return shapes.flatMap((shape) =>
    languages.flatMap((language) => {
      const playbook = aPlaybook({ shown: shownFields, main: { shape } });
      const options = { language, timeZone: 'Europe/Kyiv', playbook, now: aMoment };
      const events = [view.last, anEvent({ type: 'corrected', fields: ['name', 'phone'] })];
      return [
        ...rooms.map(
          (room) => [`lead card, ${room.join()}`, leadCard(view, { ...options, audiences: room })] as const,
        ),
        ['stub', stubCard(view, options)],
        ['card of somebody who had it', custodianCard(view, { ...options, member: 'm_ben' })],
        ['history', historyCard(view, events, options)],
        ['why', whyCard(view, events, options)],
        ['found', foundCard([view], options)],
        ...tellings.map((telling) => [`telling ${telling}`, tellCard(telling, view, options)] as const),
      ] as const;
    }),
  );
}

describe('the contact', () => {
  it.each(stages)('stands on no card that others see, at the stage %s', (stage) => {
    const leaks = cardsOf(planted(stage)).flatMap(([name, card]) =>
      canaries
        .filter((canary) => canary.test(JSON.stringify(card)))
        .map((canary) => `${name}: ${canary.source} in ${cardText(card)}`),
    );
    expect(leaks).toEqual([]);
  });

  it('is planted where it could leak: its custodian does see it', () => {
    const view = planted('claimed');
    const options = { language: 'uk', timeZone: 'Europe/Kyiv', playbook: aPlaybook() } as const;
    const text = cardText(custodianCard(view, { ...options, member: 'm_ana' }));
    expect(text).toContain('+380671239874');
    expect(text).toContain('kanaryna.kanarenko@mail.example');
    expect(text).toContain('Канарина Канаренко');
  });

  it('still leaves channels something to read', () => {
    const options = {
      language: 'uk',
      timeZone: 'Europe/Kyiv',
      playbook: aPlaybook({ shown: shownFields }),
    } as const;
    const text = cardText(leadCard(planted('new'), { ...options, audiences: ['prospectors'] }));
    expect(text).toContain('Пишіть ███');
    expect(text).toContain('☎ …74, ✉ k…');
  });

  it('stands in no form that opens, since whoever opens it need not have seen it', () => {
    const view = planted('converted');
    const context = { direction: aDirection(), timeZone: 'Europe/Kyiv', now: aMoment, people: [] };
    const withoutBrief = { ...view, brief: [], lead: { ...view.lead, source: 'website' } };
    for (const language of languages) {
      const forms = commandTypes.map((command) =>
        formOf(command, { ...context, view: withoutBrief, language }),
      );
      const said = JSON.stringify(forms);
      expect(canaries.filter((canary) => canary.test(said))).toEqual([]);
    }
  });
});
