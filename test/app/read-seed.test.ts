import { describe, expect, it } from 'vitest';
import { makeInbox } from '../../src/app/inbox.ts';
import { readSeed } from '../../src/app/read-seed.ts';
import { anApp } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { withDatabase } from '../support/with-database.ts';

describe('a seed of a lead', () => {
  it.each([
    ['Дзвонила Олена, 067 123 45 67, хоче прайс', '+380671234567', undefined],
    ['Call +44 20 7946 0958 or write to Ann.Lee@Example.COM.', '+442079460958', 'ann.lee@example.com'],
    ['<mailto:o@acme.ua|o@acme.ua> (o@acme.ua)', undefined, 'o@acme.ua'],
    ['Рахунок 1234567890123456, договір 12-34', undefined, undefined],
    ['@somebody said: see you at 5@ the door', undefined, undefined],
    ['', undefined, undefined],
  ])('is read from “%s”', (text, phone, email) => {
    const read = readSeed({ text }, 'UA');
    expect([read['phone'], read['email']]).toEqual([phone, email]);
    expect(read['message']).toBe(text === '' ? undefined : text);
  });

  it('takes a phone that was handed over as it is, and one in the text only without it', () => {
    const text = '050 765 43 21';
    expect(readSeed({ phone: '380671234567', name: ' Olena ', text }, 'UA')).toEqual({
      name: 'Olena',
      phone: '+380671234567',
      message: text,
    });
    expect(readSeed({ phone: '12' }, 'UA')).toEqual({ phone: '12' });
  });

  it('is not held up by a hostile text', () => {
    const started = process.hrtime.bigint();
    readSeed({ text: '@'.repeat(5_000) + 'a.'.repeat(20_000) + '0 '.repeat(20_000) }, 'UA');
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
  });
});

const test = withDatabase();

describe('asking to add a lead with a seed', () => {
  it('opens the form filled, each field cut to what it takes', async () => {
    const app = await anApp(test.database);
    const chat = makeFakeChat({ platform: 'slack', now: () => app.clock.now() });
    await chat.start(makeInbox(app));
    const text = `Olena Koval 067 123 45 67 olena@acme.ua ${'x'.repeat(5_000)}`;
    const reply = await chat.ask('ana', 'add', { seed: { text, name: 'Olena\nKoval' } });
    if (reply.type !== 'form') throw new Error('No form was opened.');
    const value = (id: string) => reply.form.fields.find((field) => field.id === id)?.value;
    expect(value('name')).toBe('Olena Koval');
    expect(value('phone')).toBe('+380671234567');
    expect(value('email')).toBe('olena@acme.ua');
    expect(value('company')).toBeNull();
    expect(String(value('message')).length).toBeLessThanOrEqual(3_000);
    expect(value('message')).toContain('Olena Koval');
  });
});
