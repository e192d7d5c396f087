import { describe, expect, it } from 'vitest';
import { holdsOneIn, rolesIn } from '../../src/app/roles-in.ts';

const member = {
  roles: [
    { role: 'prospector', direction: null },
    { role: 'closer', direction: 'main' },
    { role: 'manager', direction: 'export' },
    { role: 'prospector', direction: 'main' },
  ],
} as const;

describe('the roles that somebody holds in a direction', () => {
  it('are those that were given for it and those given for all, each once', () => {
    expect(rolesIn(member, 'main')).toEqual(['prospector', 'closer']);
    expect(rolesIn(member, 'export')).toEqual(['prospector', 'manager']);
    expect(rolesIn(member, 'retail')).toEqual(['prospector']);
    expect(rolesIn({ roles: [] }, 'main')).toEqual([]);
  });

  it('are enough where one of them is needed', () => {
    expect(holdsOneIn(member, ['closer', 'manager'], 'main')).toBe(true);
    expect(holdsOneIn(member, ['closer'], 'export')).toBe(false);
    expect(holdsOneIn(member, [], 'main')).toBe(false);
  });
});
