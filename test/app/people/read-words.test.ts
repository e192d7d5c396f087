import { describe, expect, it } from 'vitest';
import {
  audienceOf,
  directionAtEnd,
  directionOf,
  languageOf,
  roleOf,
  rolesAtEnd,
  signedRoles,
  wordsIn,
} from '../../../src/app/people/read-words.ts';
import { aPlaybook } from '../../support/a-playbook.ts';

describe('words that name a role or an audience', () => {
  it.each([
    ['prospectors', 'prospectors'],
    ['Prospector', 'prospectors'],
    ['клоузерам', 'closers'],
    ['account_team', 'account_team'],
    ['акаунт-менеджер', 'account_team'],
    ['КЕРІВНИКИ', 'managers'],
    ['boss', null],
    ['__proto__', null],
    ['constructor', null],
  ])('"%s" is %s', (word, audience) => {
    expect(audienceOf(word)).toBe(audience);
  });

  it('names the role of an audience', () => {
    expect(['prospectors', 'closer', 'accounts', 'керівниця'].map(roleOf)).toEqual([
      'prospector',
      'closer',
      'account_manager',
      'manager',
    ]);
  });

  it('knows languages by code and by name', () => {
    expect(['en', 'UK', 'українська', 'ukrainian', 'de'].map(languageOf)).toEqual([
      'en',
      'uk',
      'uk',
      'uk',
      null,
    ]);
  });
});

describe('a direction among words', () => {
  it('is known by its id and by its name in both languages', () => {
    expect(['main', 'windows', 'ВІКНА'].map((word) => directionOf(word, aPlaybook()))).toEqual(
      Array.from({ length: 3 }, () => ({ direction: 'main' })),
    );
  });

  it('can be all of them, or none at all', () => {
    expect(directionOf('усі', aPlaybook())).toEqual({ direction: null });
    expect(directionOf('hasOwnProperty', aPlaybook())).toBeNull();
  });

  it('is split off the end', () => {
    expect(directionAtEnd(['Ana', 'closer', 'export'], aPlaybook())).toEqual({
      rest: ['Ana', 'closer'],
      found: { direction: 'export' },
    });
    expect(directionAtEnd(['Ana', 'closer'], aPlaybook())).toEqual({
      rest: ['Ana', 'closer'],
      found: null,
    });
  });
});

describe('roles among words', () => {
  it('stand at the end of an invitation, after the name', () => {
    expect(rolesAtEnd(wordsIn('Ольга Коваленко проспектор, closer closers'))).toEqual({
      rest: ['Ольга', 'Коваленко'],
      found: ['prospector', 'closer'],
    });
  });

  it('leave the whole text as the name where there are none', () => {
    expect(rolesAtEnd(['Ana', 'Maria'])).toEqual({ rest: ['Ana', 'Maria'], found: [] });
  });

  it('are added and taken by their sign, and unknown ones are named', () => {
    expect(signedRoles(wordsIn('Ana +closer −prospector +boss'))).toEqual({
      rest: ['Ana'],
      found: { add: ['closer'], remove: ['prospector'], unknown: ['+boss'] },
    });
  });
});
