import { describe, expect, it } from 'vitest';
import { askOf, isFor, ownCommands, readCommand } from '../../../adapters/telegram/command.ts';
import { menusIn } from '../../../adapters/telegram/menu.ts';
import { readAsk } from '../../../src/app/read-ask.ts';
import { languages } from '../../../src/core/member.ts';
import { listening } from './support/listening.ts';

describe('the menus', () => {
  it('are within what Telegram takes (T48), with every command understood', () => {
    for (const { commands } of languages.flatMap((language) => menusIn(language))) {
      expect(commands.length).toBeLessThanOrEqual(100);
      for (const { command, description } of commands) {
        expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
        expect(description.length).toBeGreaterThan(0);
        expect(description.length).toBeLessThanOrEqual(256);
        const isOurs = command === 'cancel' || askOf({ name: command, rest: '', bot: null }) !== null;
        expect([command, isOurs]).toEqual([command, true]);
      }
    }
  });

  it('are shown to each person in their language, and to others in the company’s', async () => {
    const on = await listening();
    const olha = on.telegram.addPerson({ name: 'Olha', language: 'uk' });
    const jan = on.telegram.addPerson({ name: 'Jan', language: 'pl' });
    for (const person of [olha, jan]) on.telegram.start({ person });
    const calls = 3 * menusIn('en').length;
    await on.telegram.until('all menus', () => on.telegram.calls('setMyCommands').length === calls);
    await on.telegram.until('the last one', () =>
      on.telegram.calls('setMyCommands').every(({ outcome }) => outcome === 'ok'),
    );
    const said = (person: number, chat?: number) =>
      JSON.stringify(on.telegram.menu(chat === undefined ? { person } : { person, chat }));
    expect(said(olha)).toContain('Взяти наступний вільний лід');
    expect(said(jan)).toContain('Get the next free lead');
    expect(said(on.ana, on.group)).toContain('what this place is for');
    expect(said(on.ana, on.group)).not.toContain('invite');
    await on.close();
  });
});

describe('a command', () => {
  it('asks what the inbox knows', () => {
    for (const name of ownCommands) {
      expect(readAsk(askOf({ name, rest: 'x', bot: null }) ?? '').name).toBe(name);
    }
    expect(askOf({ name: 'baton', rest: '', bot: null })).toBe('');
    expect(askOf({ name: 'other', rest: '', bot: null })).toBeNull();
  });

  it('is read with what follows, for whichever bot it is', () => {
    expect(readCommand('/find@BatonBot  Acme & Co\n+38')).toEqual({
      name: 'find',
      rest: 'Acme & Co\n+38',
      bot: 'BatonBot',
    });
    expect(readCommand('/MINE')).toEqual({ name: 'mine', rest: '', bot: null });
    for (const text of ['mine', ' /mine', '/', '/мої', '/a-b', '']) expect(readCommand(text)).toBeNull();
    expect(isFor({ name: 'x', rest: '', bot: 'batonBOT' }, 'BatonBot')).toBe(true);
    expect(isFor({ name: 'x', rest: '', bot: 'Other' }, 'BatonBot')).toBe(false);
  });
});

describe('the link to join by', () => {
  it('leads to the bot, which asks to join with the code', async () => {
    const on = await listening();
    const url = await on.chat().joinLink('abcd-efgh-jkmn', new AbortController().signal);
    expect(url).toBe('https://t.me/BatonTestBot?start=j_abcd-efgh-jkmn');
    expect(on.telegram.follow({ person: on.ana, url: url ?? '' })).toBe(true);
    await on.shows('All is well.');
    expect(on.inbox.asks).toMatchObject([{ text: 'join abcd-efgh-jkmn' }]);
    await on.close();
  });
});
