import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { envelope } from '../../src/cards/envelope.ts';
import type { Form } from '../../src/cards/form.ts';
import { formOf } from '../../src/cards/forms/form-of.ts';
import { readSnooze } from '../../src/cards/forms/snooze-form.ts';
import { briefFrom, readForm } from '../../src/cards/read-form.ts';
import { checkBrief } from '../../src/core/check-brief.ts';
import { parseCode } from '../../src/core/code.ts';
import { commandTypes } from '../../src/core/command.ts';
import type { PersonCommandType } from '../../src/core/command.ts';
import { languages } from '../../src/core/member.ts';
import type { Question } from '../../src/core/policy.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aDirection, aPlaybook } from '../support/a-playbook.ts';
import { aView } from '../support/a-view.ts';

const said = (en: string, uk = en) => ({ en, uk });
const question = (id: string, kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  id,
  label: said(`${id}?`),
  hint: null,
  kind,
  required: false,
  choices: [],
  ...more,
});
const choices = [
  { id: 'a', label: said('First') },
  { id: 'b', label: said('Second') },
];
const brief = [
  question('need', 'long text', { required: true }),
  question('name', 'text'),
  question('count', 'number'),
  question('budget', 'money'),
  question('start', 'date'),
  question('one', 'choice', { required: true, choices }),
  question('some', 'several choices', { choices }),
  question('who', 'person'),
];
const context = {
  view: aView({ lead: { stage: 'claimed' } }),
  direction: aDirection({ brief }),
  language: 'en',
  timeZone: 'Europe/Kyiv',
  now: aMoment,
  people: [{ id: 'm_cleo', name: 'Cleo' }],
} as const;
const options = { language: 'en', timeZone: 'Europe/Kyiv', now: aMoment, currency: 'UAH' } as const;

function theForm(command: PersonCommandType | 'add', more: Partial<Parameters<typeof formOf>[1]> = {}): Form {
  const form = formOf(command, { ...context, ...more });
  if (form === null) throw new Error(`"${command}" has no form.`);
  return form;
}

const enough = { need: 'Windows', one: 'a' };

describe('a form', () => {
  it('completes the command it is for', () => {
    const withForm = commandTypes.filter((command) => formOf(command, context) !== null);
    expect(withForm).toEqual([
      'touch',
      'qualify',
      'convert',
      'note',
      'snooze',
      'return',
      'disqualify',
      'lose',
      'assign',
      'correct',
      'erase',
    ]);
    for (const command of withForm) {
      expect(parseCode(theForm(command).code)).toEqual({ verb: command, ref: 'l_first', argument: null });
    }
    expect(parseCode(theForm('add', { view: null }).code)).toMatchObject({ verb: 'add' });
  });

  it('fits every platform, in both languages', () => {
    const forms = languages.flatMap((language) =>
      [...commandTypes, 'add' as const].flatMap((command) => formOf(command, { ...context, language }) ?? []),
    );
    for (const { title, submit, cancel, fields } of forms) {
      expect([title, submit, cancel].filter((text) => text.length > envelope.formTitle)).toEqual([]);
      expect(fields.filter(({ label }) => label === '' || label.length > envelope.formLabel)).toEqual([]);
      const labels = fields.flatMap((field) => field.choices.map(({ label }) => label));
      expect(labels.filter((label) => label === '' || label.length > envelope.choiceLabel)).toEqual([]);
      expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    }
  });

  it('asks the playbook’s questions, and none where it has none', () => {
    expect(theForm('qualify').fields.map(({ id, kind }) => [id, kind])).toEqual(
      brief.map(({ id, kind }) => [id, kind]),
    );
    expect(formOf('qualify', { ...context, direction: aDirection({ brief: [] }) })).toBeNull();
  });

  it('brings back what was answered before, so that it reads back to the same', () => {
    const before = [
      { question: 'need', value: 'Windows' },
      { question: 'count', value: 12.5 },
      { question: 'budget', value: 1_200_050, currency: 'EUR' },
      { question: 'start', value: '2026-11-24' },
      { question: 'one', value: 'b' },
      { question: 'some', value: ['a', 'b'] },
    ];
    const form = theForm('qualify', { view: { ...context.view, brief: before } });
    const filled = Object.fromEntries(
      form.fields.flatMap(({ id, value }) => (value === null ? [] : [[id, value]])),
    );
    const read = readForm(form, filled, options);
    expect(read.ok && briefFrom(read.values)).toEqual(before);
  });

  it('of a new lead asks for the direction only where there are several', () => {
    expect(theForm('add', { view: null }).fields.map(({ id }) => id)).not.toContain('direction');
    const directions = Object.values(aPlaybook().directions);
    const field = theForm('add', { view: null, directions }).fields.at(-1);
    expect(field).toMatchObject({ id: 'direction', value: 'main', required: true });
    expect(field?.choices.map(({ label }) => label)).toEqual(['Windows', 'Export']);
  });

  it('about a lead refuses to be drawn without one', () => {
    expect(() => formOf('note', { ...context, view: null })).toThrow('hand in its view');
  });
});

describe('what was filled in', () => {
  const form = theForm('qualify');
  const flawsOf = (filled: Parameters<typeof readForm>[1], language: 'en' | 'uk' = 'en') => {
    const read = readForm(form, filled, { ...options, language });
    return read.ok ? {} : Object.fromEntries(read.flaws.map(({ field, says }) => [field, says]));
  };
  const valueOf = (id: string, typed: string | readonly string[], language: 'en' | 'uk' = 'en') => {
    const read = readForm(form, { ...enough, [id]: typed }, { ...options, language });
    return read.ok ? read.values[id] : null;
  };

  it('becomes a brief that may be handed on', () => {
    const read = readForm(
      form,
      {
        need: '  Twelve windows\r\nand a door ',
        name: '',
        count: '1,200.50',
        budget: '12 500,50',
        start: 'tomorrow',
        one: ['b'],
        some: ['a', 'b', 'a'],
        who: 'm_cleo',
        stray: 'x',
      },
      options,
    );
    expect(read).toEqual({
      ok: true,
      values: {
        need: 'Twelve windows\nand a door',
        count: 1200.5,
        budget: { value: 1_250_050, currency: 'UAH' },
        start: '2026-03-05',
        one: 'b',
        some: ['a', 'b'],
        who: 'm_cleo',
      },
    });
    expect(read.ok && checkBrief(briefFrom(read.values), brief)).toEqual([]);
  });

  it('is told what is missing, field by field', () => {
    expect(flawsOf({})).toEqual({ need: 'Please fill this in.', one: 'Please choose one.' });
    // Nothing is left of what cannot be seen.
    expect(flawsOf({ ...enough, need: ' \u200B\u0000\u202E ' })).toEqual({ need: 'Please fill this in.' });
    expect(flawsOf({}, 'uk')).toEqual({
      need: 'Будь ласка, заповніть.',
      one: 'Будь ласка, оберіть щось одне.',
    });
  });

  it('is told what cannot be read', () => {
    const wrong = {
      ...enough,
      count: 'many',
      budget: 'a lot',
      start: '31.02.2026',
      one: 'c',
      some: ['a', 'x'],
      who: 'm_eve',
    };
    expect(flawsOf(wrong)).toEqual({
      count: expect.stringContaining('number'),
      budget: expect.stringContaining('amount'),
      start: expect.stringContaining('day'),
      one: 'Please choose from the list.',
      some: 'Please choose from the list.',
      who: 'Please choose from the list.',
    });
    expect(flawsOf({ ...enough, one: ['a', 'b'] })).toEqual({ one: 'Please choose from the list.' });
  });

  it('is never cut in silence', () => {
    expect(valueOf('name', 'x'.repeat(200))).toBe('x'.repeat(200));
    expect(flawsOf({ ...enough, name: 'x'.repeat(201) })).toEqual({
      name: 'At most 200 characters, please.',
    });
    expect(flawsOf({ ...enough, need: 'x'.repeat(100_000) }, 'uk')).toEqual({
      need: expect.stringMatching(/^Не більше ніж 3\s000 знаків/),
    });
  });

  it('loses control characters and direction marks, and line ends in a single line', () => {
    expect(valueOf('name', 'A\u202Ecme\u0007\nLtd')).toBe('Acme Ltd');
  });

  it.each([
    ['1200', 'en', 1200],
    ['1,200', 'en', 1200],
    ['1.200', 'en', 1.2],
    ['1,200.50', 'en', 1200.5],
    ['1.200,50', 'en', 1200.5],
    ['1 200,50', 'uk', 1200.5],
    ['1 200 000', 'uk', 1_200_000],
    ['1,2', 'en', 1.2],
    ['1,200', 'uk', 1.2],
    ['1.200', 'uk', 1200],
    ['1’200’000', 'en', 1_200_000],
    ['-3', 'en', -3],
    ['−3,5', 'uk', -3.5],
    ['0.125', 'uk', 0.125],
    ['1,2,3', 'en', null],
    ['12,34,567', 'en', null],
    ['1e5', 'en', null],
    ['0x10', 'en', null],
    ['Infinity', 'en', null],
    ['9'.repeat(30), 'en', null],
    ['1.', 'en', null],
  ] as const)('reads the number %s in %s as %s', (typed, language, value) => {
    expect(valueOf('count', typed, language)).toBe(value);
  });

  it.each([
    ['2026-11-24', '2026-11-24'],
    ['24.11.2026', '2026-11-24'],
    ['4.3', '2026-03-04'],
    ['3.3.', '2027-03-03'],
    ['today', '2026-03-04'],
    ['Tomorrow', '2026-03-05'],
    ['ЗАВТРА', '2026-03-05'],
    ['післязавтра', '2026-03-06'],
    ['29.02.2028', '2028-02-29'],
    ['29.02.2026', null],
    ['2026-13-01', null],
    ['11/24/2026', null],
    ['99999999-01-01', null],
    ['next week', null],
  ])('reads the day %s as %s', (typed, value) => {
    expect(valueOf('start', typed)).toBe(value);
  });

  it('knows today by the zone of whoever typed it', () => {
    const lateEvening = Date.UTC(2026, 2, 4, 22, 30);
    const read = (timeZone: string) =>
      readForm(form, { ...enough, start: 'today' }, { ...options, timeZone, now: lateEvening });
    expect(read('Europe/Kyiv')).toMatchObject({ values: { start: '2026-03-05' } });
    expect(read('UTC')).toMatchObject({ values: { start: '2026-03-04' } });
  });

  it('never brings the program down, whatever it is', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string(), { maxLength: 4 }));
    const ids = fc.constantFrom(...brief.map(({ id }) => id), '__proto__', 'constructor', 'toString');
    fc.assert(
      fc.property(fc.dictionary(ids, anything), (filled) => {
        const read = readForm(form, filled, options);
        expect(read.ok ? checkBrief(briefFrom(read.values), brief) : []).toEqual([]);
      }),
    );
  });

  it('is not taken from what objects have by themselves', () => {
    const proto = {
      ...form,
      fields: form.fields.map((field) => ({ ...field, id: 'constructor', kind: 'text' as const })),
    };
    expect(readForm(proto, {}, options)).toMatchObject({ ok: false });
  });
});

describe('a snooze', () => {
  const here = { now: aMoment, timeZone: 'Europe/Kyiv', language: 'en' } as const;
  const nine = (day: string) => Temporal.ZonedDateTime.from(`${day}T09:00[Europe/Kyiv]`).epochMilliseconds;

  it('takes one of a few handy moments', () => {
    const until = (when: string) => readSnooze({ when }, here);
    expect(until('hour')).toEqual({ ok: true, until: aMoment + hourMs });
    expect(until('threeHours')).toEqual({ ok: true, until: aMoment + 3 * hourMs });
    expect(until('tomorrow')).toEqual({ ok: true, until: nine('2026-03-05') });
    expect(until('monday')).toEqual({ ok: true, until: nine('2026-03-09') });
  });

  it('means the next Monday on a Monday', () => {
    const monday = nine('2026-03-09');
    expect(readSnooze({ when: 'monday' }, { ...here, now: monday })).toEqual({
      ok: true,
      until: nine('2026-03-16'),
    });
  });

  it('is nine o’clock of the place, on the day the clocks change as well', () => {
    const eve = nine('2026-03-28');
    expect(readSnooze({ when: 'tomorrow' }, { ...here, now: eve })).toEqual({
      ok: true,
      until: nine('2026-03-29'),
    });
    expect(nine('2026-03-29') - eve).toBe(23 * hourMs);
  });

  it('takes a time of that day, as people write it', () => {
    const at = (time: string, when = 'tomorrow') => readSnooze({ when, time }, here);
    expect(at('14:30')).toEqual({ ok: true, until: nine('2026-03-05') + 5.5 * hourMs });
    expect(at('9.05')).toEqual({ ok: true, until: nine('2026-03-05') + hourMs / 12 });
    expect(at('17')).toEqual({ ok: true, until: nine('2026-03-05') + 8 * hourMs });
    for (const wrong of ['25:00', '9:60', 'noon', '-1', '9:5']) {
      expect(at(wrong)).toMatchObject({ flaws: [{ field: 'time' }] });
    }
    expect(readSnooze({ when: 'day', date: '2026-03-04', time: '16:00' }, here)).toEqual({
      ok: true,
      until: nine('2026-03-04') + 7 * hourMs,
    });
  });

  it('takes another day, and refuses one that is missing or past', () => {
    expect(readSnooze({ when: 'day', date: '2026-03-20' }, here)).toEqual({
      ok: true,
      until: nine('2026-03-20'),
    });
    expect(readSnooze({ when: 'day' }, here)).toMatchObject({ flaws: [{ field: 'date' }] });
    expect(readSnooze({ when: 'day', date: '2026-03-04' }, here)).toMatchObject({
      flaws: [{ field: 'date', says: 'That is past already. Please choose a later day.' }],
    });
    expect(readSnooze({}, here)).toMatchObject({ flaws: [{ field: 'when' }] });
  });
});
