import { describe, expect, it } from 'vitest';
import { readLeadInput, type LeadInput } from '../../src/app/read-lead-input.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { aLeadInput } from '../support/an-app.ts';
import { wednesdayNoon } from '../support/test-clock.ts';

const read = (parts: Partial<LeadInput> = {}) =>
  readLeadInput(aLeadInput(parts), { playbook: aPlaybook(), now: wednesdayNoon });

function lead(parts: Partial<LeadInput> = {}) {
  const result = read(parts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.lead;
}

function problems(parts: Partial<LeadInput>) {
  const result = read(parts);
  return result.ok ? [] : result.problems;
}

describe('a lead from outside', () => {
  it('is cleaned: no control characters, no overrides of the writing direction, no stray spaces', () => {
    const { contact, source } = lead({
      name: '  Olena\u0000\u202E  Koval\u0007 ',
      message: 'one\r\n\r\n\r\n\r\ntwo \u0000',
      source: '\u200B',
      company: '\uD800broken',
    });
    expect(contact.name).toBe('Olena Koval');
    expect(contact.message).toBe('one\n\ntwo');
    expect(source).toBeNull();
    expect(contact.company).toBe('\uFFFDbroken');
  });

  it('is kept in full up to its limits, and refused beyond them, field by field', () => {
    expect(lead({ name: 'n'.repeat(200), message: 'm'.repeat(4000) }).contact.message).toHaveLength(4000);
    expect(
      problems({
        name: 'n'.repeat(201),
        company: 'c'.repeat(201),
        source: 's'.repeat(101),
        message: 'm'.repeat(4001),
        externalId: 'e'.repeat(201),
      }),
    ).toEqual([
      { field: 'name', code: 'too_long', max: 200 },
      { field: 'company', code: 'too_long', max: 200 },
      { field: 'message', code: 'too_long', max: 4000 },
      { field: 'source', code: 'too_long', max: 100 },
      { field: 'externalId', code: 'too_long', max: 200 },
    ]);
  });

  it('brings fields of its own, whatever they are called', () => {
    const fields = Object.fromEntries([
      ['utm_source', ' spring '],
      ['__proto__', 'polluted'],
      ['empty', '  '],
    ]);
    const kept = lead({ fields }).contact.fields;
    expect(Object.entries(kept)).toEqual([
      ['utm_source', 'spring'],
      ['__proto__', 'polluted'],
    ]);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  });

  it('brings fifty fields at most, none of them endless', () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, 'x']));
    expect(problems({ fields: many })).toEqual([{ field: 'fields', code: 'too_many', max: 50 }]);
    expect(problems({ fields: { long: 'x'.repeat(1001) } })).toEqual([
      { field: 'fields.long', code: 'too_long', max: 1000 },
    ]);
    expect(problems({ fields: { ['k'.repeat(101)]: 'x' } })).toEqual([
      { field: 'fields', code: 'too_long', max: 100 },
    ]);
  });

  it('needs a phone or an e-mail; a name alone is not enough, unless the source has an id for it', () => {
    expect(problems({ phone: null })).toEqual([{ field: 'contact', code: 'no_contact' }]);
    expect(problems({ phone: ' \u0000 ' })).toEqual([{ field: 'contact', code: 'no_contact' }]);
    expect(lead({ phone: null, externalId: 'mql-1' }).contact.phone).toBeNull();
  });

  it('is refused with every reason when neither phone nor e-mail can be read', () => {
    expect(problems({ phone: 'call me', email: 'olena@' })).toEqual([
      { field: 'phone', code: 'not_a_phone' },
      { field: 'email', code: 'not_an_email' },
    ]);
  });

  it('keeps a phone as it came, unchecked, when the e-mail is good', () => {
    const { contact } = lead({ phone: 'call me', email: 'OLENA@example.com' });
    expect(contact).toMatchObject({ phone: 'call me', phoneChecked: false, email: 'olena@example.com' });
  });

  it('keeps an e-mail that cannot be read among its fields when the phone is good', () => {
    const { contact } = lead({ email: 'olena at example' });
    expect(contact).toMatchObject({
      phone: '+380671234567',
      phoneChecked: true,
      email: null,
      fields: { email: 'olena at example' },
    });
  });

  it('is reached by the first of several phones, and loses none of them', () => {
    const { contact } = lead({ phone: '067 123 45 67, 050 111 22 33' });
    expect(contact).toMatchObject({
      phone: '+380671234567',
      phoneChecked: true,
      fields: { phone: '067 123 45 67, 050 111 22 33' },
    });
  });

  it('goes to main unless it names a direction, whose country its phone is of', () => {
    expect(lead().direction.direction).toBe('main');
    const abroad = lead({ direction: ' export ', phone: '030 901820' });
    expect(abroad.direction.direction).toBe('export');
    expect(abroad.contact.phone).toBe('+4930901820');
  });

  it.each(['nowhere', '__proto__', 'constructor', 'toString'])('knows no direction "%s"', (direction) => {
    expect(problems({ direction })).toEqual([
      { field: 'direction', code: 'unknown_direction', known: ['main', 'export'] },
    ]);
  });

  it('is told all that is wrong with it though its direction is not known, but nothing of a phone', () => {
    const nowhere = { direction: 'nowhere', receivedAt: 'yesterday', phone: null } as const;
    const wrong = (parts: Partial<LeadInput>) => problems({ ...nowhere, ...parts }).map(({ field }) => field);
    expect(wrong({ email: null })).toEqual(['direction', 'receivedAt', 'contact']);
    expect(wrong({ email: 'olena at example' })).toEqual(['direction', 'receivedAt', 'email']);
    expect(wrong({ phone: '030 901820', email: null })).toEqual(['direction', 'receivedAt']);
  });

  it('came when it says, in the direction’s zone unless it names one', () => {
    expect(lead().receivedAt).toBe(wednesdayNoon);
    expect(lead({ receivedAt: '2026-03-01' }).receivedAt).toBe(Date.parse('2026-03-01T00:00:00+02:00'));
    expect(lead({ receivedAt: '2026-03-01 08:30' }).receivedAt).toBe(Date.parse('2026-03-01T08:30:00+02:00'));
    expect(lead({ receivedAt: '2026-03-01T08:30:00.5Z' }).receivedAt).toBe(
      Date.parse('2026-03-01T08:30:00.500Z'),
    );
  });

  it.each(['yesterday', '03/01/2026', '2026-02-30', '2026-13-01', '2026-03-01T25:00Z', '-271821-04-20', '0'])(
    'did not come at "%s"',
    (receivedAt) => {
      expect(problems({ receivedAt })).toEqual([{ field: 'receivedAt', code: 'not_a_moment' }]);
    },
  );

  it('did not come before this century or later than tomorrow', () => {
    const outOfRange = [{ field: 'receivedAt', code: 'moment_out_of_range' }];
    expect(problems({ receivedAt: '1999-12-31T23:59:59Z' })).toEqual(outOfRange);
    expect(problems({ receivedAt: '2026-03-05T10:00:01Z' })).toEqual(outOfRange);
    expect(problems({ receivedAt: '2026-03-05T10:00:00Z' })).toEqual([]);
  });
});
