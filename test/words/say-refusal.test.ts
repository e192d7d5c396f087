import { describe, expect, it } from 'vitest';
import { languages } from '../../src/core/member.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import { sayRefusal } from '../../src/words/say-refusal.ts';
import { aMoment } from '../support/a-lead.ts';

const names = { m_ana: 'Olena' };
const at = aMoment - 2000;

const refusals: readonly (Refusal | { readonly code: 'not_found' })[] = [
  { code: 'already_claimed', by: 'm_ana', at },
  { code: 'already_accepted', by: 'm_ana', at },
  { code: 'already_taken', by: 'm_ana', at },
  { code: 'wrong_stage', stage: 'qualified', by: 'm_ana', at },
  { code: 'wrong_stage', stage: 'new', by: null, at },
  { code: 'not_custodian', custodian: 'm_ana' },
  { code: 'not_custodian', custodian: null },
  { code: 'not_allowed', needs: ['closer', 'manager'] },
  { code: 'not_active' },
  { code: 'away' },
  { code: 'limit_reached', limit: 3, held: 3, stage: 'claimed' },
  { code: 'limit_reached', limit: 1, held: 1, stage: 'accepted' },
  { code: 'limit_reached', limit: 20, held: 20, stage: 'accounts' },
  { code: 'reveal_limit_reached', limit: 20 },
  { code: 'returned_before', returns: 1 },
  { code: 'unknown_reason', reason: 'x', known: ['a', 'b'] },
  { code: 'not_qualified_person', member: 'm_ana', needs: ['closer'] },
  { code: 'moment_past', until: at },
  { code: 'erased' },
  { code: 'duplicate_contact', ref: 'l_other', number: 7 },
  { code: 'not_found' },
];

describe('a refusal', () => {
  it('is a whole sentence in both languages, with nothing left to fill in', () => {
    for (const language of languages) {
      for (const refusal of refusals) {
        const said = sayRefusal(refusal, { language, now: aMoment, names });
        expect([refusal.code, said]).toEqual([refusal.code, expect.stringMatching(/^\p{Lu}.*[.!]$/u)]);
        expect([refusal.code, said]).not.toEqual([
          refusal.code,
          expect.stringMatching(/[{}]|undefined|null/),
        ]);
      }
    }
  });

  it('names who was first, and how long ago', () => {
    const refusal = { code: 'already_claimed', by: 'm_ana', at } as const;
    expect(sayRefusal(refusal, { language: 'en', now: aMoment, names })).toBe('Olena took it 2 s ago.');
    expect(sayRefusal(refusal, { language: 'uk', now: aMoment, names })).toBe(
      'Лід уже взято: Olena, 2 с тому.',
    );
  });

  it('still reads well when the name is not known', () => {
    const refusal = { code: 'not_custodian', custodian: 'm_gone' } as const;
    expect(sayRefusal(refusal, { language: 'en', now: aMoment, names })).toMatch(/^Somebody has this lead/);
  });
});
