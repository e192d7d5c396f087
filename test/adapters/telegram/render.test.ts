import { describe, expect, it } from 'vitest';
import { keyboardOf, linkKey, rowsOf } from '../../../adapters/telegram/keyboard.ts';
import { holdsContact, render } from '../../../adapters/telegram/render.ts';
import { bold, longestCaption, longestText, plain, toHtml } from '../../../adapters/telegram/rich-text.ts';
import type { Block, Card } from '../../../src/cards/card.ts';
import { readFormatted } from '../../support/telegram/formatted.ts';
import { parseHtml } from '../../support/telegram/html.ts';
import { fullCard, hostile } from '../conformance/stage.ts';

const en = { language: 'en', timeZone: 'Europe/Kyiv' } as const;
const draw = (card: Card, about: object = {}) => render(card, { ...en, ...about });
const read = (card: Card) => readFormatted(draw(card).html, 'HTML', { length: longestText, what: 'message' });
const keys = (card: Card) => draw(card).keyboard.inline_keyboard;

const png = new Uint8Array([137, 80, 78, 71]);
const contact: Block = {
  type: 'contact',
  lines: [
    { kind: 'name', label: 'Name', value: 'Olha <Koval>' },
    { kind: 'phone', label: 'Phone', value: '+380671234567' },
    { kind: 'email', label: 'E-mail', value: 'olha@example.com' },
  ],
};

describe('a card on Telegram', () => {
  it('shows hostile text as it was typed, and no more marks than of any other', () => {
    const marks = read(fullCard('calm')).entities.map(({ type }) => type);
    for (const text of hostile) {
      const { text: shown, entities } = read(fullCard(text));
      for (const before of [
        'L-1042 ',
        'Wants a price. ',
        'paid search ',
        'First say hello. ',
        'claimed it. ',
      ]) {
        expect(shown).toContain(`${before}${text}`);
      }
      expect(entities.map(({ type }) => type)).toEqual(marks);
    }
  });

  it('makes no link, mention or address live that a stranger wrote', () => {
    const text =
      'See https://evil.example/x?y=1, evil.com, www.evil.com.ua, @boss, tg://user?id=1, a.b@evil.example, #C0GENERAL $ABC; 12.50, 24.11.2026, $5';
    const { text: shown, entities } = read({ title: text, blocks: [{ type: 'text', text }] });
    expect(shown).toContain(text);
    expect(entities.map(({ type }) => type)).toEqual(['bold']);
  });

  it('is never longer than Telegram takes, and cut before it is escaped', () => {
    const long = '&<>"😀'.repeat(2000);
    const notes: readonly Block[] = Array.from({ length: 30 }, () => ({ type: 'note', text: long }));
    const { html, caption } = draw({
      title: long,
      blocks: [
        { type: 'text', text: long },
        ...notes,
        contact,
        { type: 'script', title: long, lines: [long] },
      ],
    });
    const shown = parseHtml(html).text;
    expect(shown.length).toBeLessThanOrEqual(longestText);
    expect(shown.length).toBeGreaterThan(longestText - 600);
    expect(shown.isWellFormed()).toBe(true);
    expect(parseHtml(caption).text.length).toBeLessThanOrEqual(longestCaption);
    expect(Buffer.byteLength(html)).toBeLessThan(32_768);
  });

  it('says a moment in the reader’s zone, and elsewhere in one that it names', () => {
    const at = Date.UTC(2026, 10, 25, 12);
    const { text, entities } = read({ title: 'x', blocks: [{ type: 'moment', label: 'Qualify by', at }] });
    expect(text).toContain('Qualify by 25 Nov 2026, 14:00 (Europe/Kyiv)');
    expect(entities).toContainEqual(expect.objectContaining({ type: 'date_time', unix: at / 1000 }));
  });

  it('gives a contact as text to touch and to copy', () => {
    const card: Card = { title: 'L-1042', blocks: [contact] };
    expect(holdsContact(card)).toBe(true);
    const { text, entities } = read(card);
    expect(text).toContain('Name: Olha <Koval>');
    expect(entities.filter(({ type }) => type === 'code')).toHaveLength(3);
    expect(keys(card)).toEqual([
      [{ text: '📋 +380671234567', copy_text: { text: '+380671234567' } }],
      [{ text: '📋 olha@example.com', copy_text: { text: 'olha@example.com' } }],
    ]);
  });

  it('has its buttons in rows that a phone can show, in their order and with their style', () => {
    expect(keys(fullCard(''))).toEqual([
      [
        { text: 'Claim', callback_data: 'claim:abc', style: 'primary' },
        { text: 'Disqualify', callback_data: 'disqualify:abc', style: 'danger' },
        { text: 'Script', callback_data: 'script:abc' },
      ],
      [
        { text: 'History', callback_data: 'history:abc' },
        { text: 'Why', callback_data: 'why:abc' },
      ],
    ]);
    const labels = ['A rather long label, that is', 'Another one', 'x'];
    expect(rowsOf(labels.map((text) => ({ text, callback_data: text }))).map((row) => row.length)).toEqual([
      1, 2,
    ]);
  });

  it('leaves out links that Telegram would refuse with the whole message', () => {
    expect(linkKey('Open', 'https://crm.example/1')).toEqual({ text: 'Open', url: 'https://crm.example/1' });
    for (const url of ['javascript:alert(1)', 'no link', 'http://localhost:3000/', '']) {
      expect(linkKey('Open', url)).toBeNull();
    }
  });

  it('never has a button without a word, without a code, or with one too long', () => {
    const withButton = (label: string, action: string) =>
      keys({ title: 'x', blocks: [{ type: 'buttons', buttons: [{ type: 'action', label, action }] }] });
    expect(withButton('', 'claim:abc')).toEqual([[{ text: '…', callback_data: 'claim:abc' }]]);
    expect(() => withButton('Claim', `claim:${'x'.repeat(60)}`)).toThrow('64 bytes');
    expect(() => withButton('Claim', '')).toThrow('64 bytes');
  });

  it('keeps to a hundred buttons', () => {
    const rows = Array.from({ length: 200 }, (_, index) => [{ text: 'x', callback_data: `claim:${index}` }]);
    expect(keyboardOf(rows).inline_keyboard.flat().length).toBeLessThanOrEqual(100);
  });

  it('is one message with a picture, whose caption says when it is shortened', () => {
    const picture: Block = { type: 'image', alt: 'Leads by week', png };
    const short = draw({ title: 'Digest', blocks: [{ type: 'text', text: 'Ten leads.' }, picture] });
    expect(short.photo?.caption).toBe('<b>Digest</b>\n\nTen leads.');
    expect(short.html).toContain('<i>Leads by week</i>');
    const long = draw({ title: 'Digest', blocks: [{ type: 'text', text: 'word '.repeat(400) }, picture] });
    const caption = parseHtml(long.photo?.caption ?? '').text;
    expect(caption.length).toBeLessThanOrEqual(longestCaption);
    expect(caption).toMatch(/There is more than fits under the picture\.$/);
    expect(parseHtml(long.html).text).toContain('word '.repeat(399));
  });

  it('stands below the answer that it comes with', () => {
    const { html } = draw(fullCard(''), { above: 'Here <it> is.' });
    expect(html).toMatch(/^Here &lt;it&gt; is\.\n\n🔵 <b>L-1042/);
  });
});

describe('text with marks', () => {
  it('leaves no tag open and no letter halved, wherever it is cut', () => {
    const spans = [plain('Ця '), bold('😀👨‍👩‍👧 & <b>'), plain(' кінець '), bold('x'.repeat(50))];
    for (let most = 2; most < 80; most += 1) {
      const { text } = parseHtml(toHtml(spans, most));
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('puts no tags around nothing, and sends no characters that are refused', () => {
    expect(toHtml([bold(''), plain('a'), bold(' '), plain('\u0000\uD800b')], 100)).toBe(
      'a �b'.replace('a ', 'a '),
    );
  });
});
