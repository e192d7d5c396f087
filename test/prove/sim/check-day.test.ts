import { describe, expect, it } from 'vitest';
import { checkDay, type Day, type Digests, type Race, type Spot } from './check-day.ts';

const race: Race = {
  about: 'claim L1',
  holder: 'Ana',
  answers: [
    { who: 'Ana', tone: 'done', text: 'It is yours.' },
    { who: 'Ben', tone: 'refused', text: 'Ana took it just now.' },
  ],
};
const spot: Spot = { where: 'slack prospectors', wanted: 'with Ana', standing: ['with Ana'], lost: 0 };
const lead: Day['leads'][number] = {
  ref: 'L1',
  secrets: ['Olena', '671234567'],
  channels: [spot],
  hands: [],
  strangers: [],
};
const digests: Digests = {
  where: 'slack managers',
  day: '2026-03-04',
  dueAt: 1_000_000,
  sent: [{ day: '2026-03-04', at: 1_002_000 }],
  standing: 1,
  lost: 0,
};
const aDay = (parts: Partial<Day> = {}): Day => ({
  races: [race],
  repeats: [{ about: 'claim L1', before: 2, after: 2 }],
  leads: [lead],
  digests: [digests],
  reach: { held: [], told: [], rights: new Map(), deedsOfGone: [] },
  keptOfErased: [],
  hasty: [],
  crowded: [],
  shown: [{ where: 'slack prospectors', text: 'L-1, ☎ …67' }],
  differences: [],
  waiting: 0,
  ...parts,
});
const faultsOf = (parts: Partial<Day>) => checkDay(aDay(parts)).map(({ fault }) => fault);
const withSpot = (parts: Partial<Spot>) =>
  faultsOf({ leads: [{ ...lead, channels: [{ ...spot, ...parts }] }] });

describe('a day on the floor', () => {
  it('is as it should be', () => {
    expect(checkDay(aDay())).toEqual([]);
  });

  it('shows two winners, none, and a loser who was not told who', () => {
    const fault = ['not one winner, or not told who'];
    const answers = (...more: Race['answers']) => faultsOf({ races: [{ ...race, answers: more }] });
    const [ana, ben] = race.answers;
    if (!ana || !ben) throw new Error('Two pressed.');
    expect(answers(ana, { ...ben, tone: 'done' })).toEqual(fault);
    expect(answers(ben)).toEqual(fault);
    expect(answers(ana, { ...ben, text: 'Something went wrong.' })).toEqual(fault);
    expect(answers(ana, { ...ana, tone: 'quiet' }, ben)).toEqual([]);
    expect(faultsOf({ races: [{ ...race, holder: null }] })).toEqual(fault);
  });

  it('shows a delivery that acted twice', () => {
    expect(faultsOf({ repeats: [{ about: '', before: 2, after: 3 }] })).toEqual([
      'done again by a repeated delivery',
    ]);
  });

  it('shows a contact in a channel, however its phone is written', () => {
    for (const text of ['call olena', '+38 (067) 123-45-67']) {
      expect(faultsOf({ shown: [{ where: 'slack prospectors', text }] })).toEqual(['contact in a channel']);
    }
  });

  it('shows a contact that stayed with somebody, but for a copy that nobody knows of', () => {
    const left = { where: 'slack ben', standing: ['Olena'], lost: 0 };
    expect(faultsOf({ leads: [{ ...lead, strangers: [left] }] })).toEqual(['contact left with somebody']);
    expect(faultsOf({ leads: [{ ...lead, strangers: [{ ...left, lost: 1 }] }] })).toEqual([]);
  });

  it('shows a card that is missing, behind, or there twice for more than the lost answers', () => {
    expect(withSpot({ standing: [] })).toEqual(['lead without a card']);
    expect(withSpot({ standing: ['free'] })).toEqual(['card behind the truth']);
    expect(withSpot({ standing: ['with Ana', 'free'] })).toEqual(['standing twice']);
    expect(withSpot({ standing: ['with Ana', 'free'], lost: 1 })).toEqual([]);
    expect(withSpot({ wanted: null, standing: [] })).toEqual([]);
  });

  it('shows a digest that is missing, there twice, of another day, or at another hour', () => {
    const withDigests = (parts: Partial<Digests>) => faultsOf({ digests: [{ ...digests, ...parts }] });
    const [sent] = digests.sent;
    if (!sent) throw new Error('One was sent.');
    expect(withDigests({ standing: 0 })).toEqual(['digest missing']);
    expect(withDigests({ sent: [] })).toEqual(['digest missing']);
    expect(withDigests({ standing: 2 })).toEqual(['digest twice']);
    expect(withDigests({ standing: 2, lost: 1 })).toEqual([]);
    expect(withDigests({ sent: [sent, { ...sent, day: '2026-03-03' }] })).toEqual([
      'digest twice',
      'digest at a wrong moment',
    ]);
    for (const at of [999_999, 1_063_000]) {
      expect(withDigests({ sent: [{ ...sent, at }] })).toEqual(['digest at a wrong moment']);
    }
  });

  it('shows a call that was made too soon', () => {
    expect(faultsOf({ hasty: ['slack post prospectors'] })).toEqual(['called before Retry-After had passed']);
  });

  it('shows where a platform was called too often, and what is kept of whom was erased', () => {
    expect(faultsOf({ crowded: ['slack: 1 more'] })).toEqual(['called more often than is allowed']);
    expect(faultsOf({ keptOfErased: ['L1 in texts'] })).toEqual(['kept of somebody who was erased']);
  });

  it('shows what is kept otherwise, and what was never delivered', () => {
    expect(faultsOf({ differences: ['L-1 row'], waiting: 2 })).toEqual([
      'kept otherwise than it happened',
      'never delivered',
    ]);
  });
});
