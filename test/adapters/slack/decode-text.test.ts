import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../adapters/slack/decode-text.ts';
import { escapeText, noticeOf } from '../../../adapters/slack/text.ts';

describe('a text of Slack', () => {
  it.each([
    ['R&amp;D &lt;b&gt;', 'R&D <b>'],
    ['&amp;lt;', '&lt;'],
    ['<mailto:olha@example.com|olha@example.com>', 'olha@example.com'],
    ['<tel:+380671234567|067 123 45 67>', '067 123 45 67'],
    ['<tel:+380671234567>', '+380671234567'],
    ['<https://example.com>', 'https://example.com'],
    ['<https://example.com|https://example.com>', 'https://example.com'],
    ['<https://example.com|our site>', 'our site (https://example.com)'],
    ['<@U123|olha> in <#C1|sales>', '@olha in #sales'],
    ['<@U123>', '@U123'],
    ['<!channel> <!date^1^{date}|1 Jan>', 'channel 1 Jan'],
    ['2 < 3', '2 < 3'],
  ])('%s is read as %s', (text, read) => {
    expect(decodeText(text)).toBe(read);
  });

  it('comes back as it was typed', () => {
    for (const text of ['<!channel> *x* & y', 'a > b < c', '&lt;'])
      expect(decodeText(escapeText(text))).toBe(text);
  });
});

describe('a notification', () => {
  it('is one escaped line within its length, no escape cut in two', () => {
    const notice = noticeOf('<&>'.repeat(500), 300);
    expect(notice.length).toBeLessThanOrEqual(300);
    expect(notice).toMatch(/^(?:&lt;|&amp;|&gt;|…)+$/);
    expect(noticeOf('a\nb', 300)).toBe('a b');
    expect(noticeOf('', 300)).toBe('…');
  });
});
