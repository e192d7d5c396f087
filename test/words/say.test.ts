import { describe, expect, it } from 'vitest';
import { catalogueOf, speak } from '../../src/words/say.ts';
import { sayList } from '../../src/words/list.ts';
import { sayMoney, sayNumber } from '../../src/words/money.ts';
import { sayAgo, sayDay, sayDuration, sayMoment, sayNear } from '../../src/words/moment.ts';

const noon = Date.UTC(2026, 10, 24, 12, 30);
const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/g, ' ');

describe('a voice', () => {
  it('says a sentence in each language', () => {
    expect(speak('en')('names.stage.new')).toBe('new');
    expect(speak('uk')('names.stage.new')).toBe('новий');
  });

  it('puts what it is given into the placeholders, word for word', () => {
    const name = '$& {ago} <!channel>';
    expect(speak('en')('replies.refused.already_claimed', { name, ago: '2 s ago' })).toBe(
      '$& {ago} <!channel> took it 2 s ago.',
    );
  });

  it('chooses the plural form by the number', () => {
    const uk = speak('uk');
    const days = [1, 2, 5, 11, 21, 22, 1.5].map((count) => plain(uk('names.ago.days', { count })));
    expect(days).toEqual([
      '1 день тому',
      '2 дні тому',
      '5 днів тому',
      '11 днів тому',
      '21 день тому',
      '22 дні тому',
      '1,5 дня тому',
    ]);
    expect(speak('en')('names.ago.days', { count: 1 })).toBe('1 day ago');
    expect(speak('en')('names.ago.days', { count: 1200 })).toBe('1,200 days ago');
  });

  it('lets the compiler refuse unknown keys, missing and unknown parameters', () => {
    const say = speak('en');
    // @ts-expect-error there is no such sentence
    expect(() => say('names.stage.nowhere')).toThrow('There is no sentence');
    // @ts-expect-error `ago` is missing
    expect(say('replies.refused.already_claimed', { name: 'Ana' })).toContain('{ago}');
    // @ts-expect-error parameters are needed
    expect(say('names.ago.seconds')).toContain('{count}');
    // @ts-expect-error a count is a number
    expect(say('names.ago.seconds', { count: '2' })).toBe('2 s ago');
  });

  it('hands out an area as data', () => {
    expect(catalogueOf('uk', 'names')).toMatchObject({ role: { closer: 'клоузер' } });
  });
});

describe('time in words', () => {
  it('is said in the zone it is asked for', () => {
    expect(sayMoment(noon, 'en', 'Europe/Kyiv')).toBe('24 Nov 2026, 14:30');
    expect(sayMoment(noon, 'en', 'America/New_York')).toBe('24 Nov 2026, 07:30');
    expect(plain(sayMoment(noon, 'uk', 'Europe/Kyiv'))).toBe('24 лист. 2026 р., 14:30');
    expect(sayDay(Date.UTC(2026, 10, 24, 23), 'en', 'Europe/Kyiv')).toBe('25 Nov 2026');
  });

  it('names near days, by the calendar of the zone and not by 24 hours', () => {
    const here = { now: Date.UTC(2026, 10, 24, 21, 30), language: 'en', timeZone: 'Europe/Kyiv' } as const;
    expect(sayNear(Date.UTC(2026, 10, 24, 21, 45), here)).toBe('today 23:45');
    expect(sayNear(Date.UTC(2026, 10, 24, 22, 15), here)).toBe('tomorrow 00:15');
    expect(sayNear(Date.UTC(2026, 10, 23, 10), here)).toBe('yesterday 12:00');
    expect(sayNear(Date.UTC(2026, 10, 30, 7), here)).toBe('30 Nov 2026, 09:00');
    expect(sayNear(Date.UTC(2026, 10, 25, 7), { ...here, language: 'uk' })).toBe('завтра, 09:00');
  });

  it('says how long ago in the largest unit', () => {
    const said = [-5000, 0, 999, 2000, 59_999, 60_000, 3_600_000, 86_400_000, 5 * 86_400_000];
    expect(said.map((ms) => sayAgo(ms, 'en'))).toEqual([
      'just now',
      'just now',
      'just now',
      '2 s ago',
      '59 s ago',
      '1 min ago',
      '1 h ago',
      '1 day ago',
      '5 days ago',
    ]);
    expect(sayAgo(2000, 'uk')).toBe('2 с тому');
    expect(sayAgo(5 * 86_400_000, 'uk')).toBe('5 днів тому');
  });

  it('says how long in the two largest units, and never sixty of the smaller one', () => {
    const said = [
      0,
      45_000,
      59_700,
      12 * 60_000,
      3_599_900,
      5_400_000,
      86_399_000,
      2 * 86_400_000 + 3 * 3_600_000,
    ];
    expect(said.map((ms) => sayDuration(ms, 'en'))).toEqual([
      '0 s',
      '45 s',
      '1 min',
      '12 min',
      '1 h',
      '1 h 30 min',
      '1 day',
      '2 days 3 h',
    ]);
    expect(sayDuration(5_400_000, 'uk')).toBe('1 год 30 хв');
  });
});

describe('money and lists in words', () => {
  it('takes amounts in the smallest unit, and shows decimals only where there are some', () => {
    expect(sayMoney(1_250_000, 'UAH', 'en')).toBe('₴12,500');
    expect(plain(sayMoney(120_050, 'UAH', 'uk'))).toBe('1 200,50 ₴');
    expect(sayMoney(5000, 'JPY', 'en')).toBe('¥5,000');
    expect(plain(sayNumber(1234.5, 'uk'))).toBe('1 234,5');
  });

  it('joins lists as the language does', () => {
    expect(sayList(['Ana', 'Ben', 'Cleo'], 'en')).toBe('Ana, Ben and Cleo');
    expect(sayList(['a', 'b'], 'en', 'or')).toBe('a or b');
    expect(sayList(['Ана', 'Бен', 'Клео'], 'uk')).toMatch(/^Ана, Бен (і|й|та) Клео$/);
  });
});
