import { describe, expect, it } from 'vitest';
import { digestSheet } from '../../src/cards/digest-sheet.ts';
import { drawPicture } from '../../src/app/draw-picture.ts';

const counts = {
  received: 1280,
  claimed: 119,
  qualified: 54,
  returned: 3,
  accepted: 21,
  converted: 12,
  disqualified: 9,
  lost: 2,
  taken: 12,
};
const bottleneck = { step: 'accept', waiting: 12, passed: 4, daysToClear: 21 } as const;
const trend = [
  { label: '1 Nov', received: 80, converted: 8 },
  { label: '2 Nov', received: 0, converted: 0 },
];
const title = 'Digest & <b>"hostile"</b> 🔥\u0007';

describe('the picture of a digest', () => {
  it('says in words what it shows', () => {
    expect(digestSheet({ counts, bottleneck }, { title, trend, language: 'en' }).alt).toBe(
      'The funnel: Received 1,280, Claimed 119, Qualified 54, Accepted 21, New clients 12, Taken over 12. ' +
        'Received by period: 80, 0; new clients: 8, 0.',
    );
  });

  it('marks the narrowest place alone', () => {
    const marked = (of: typeof bottleneck | null) =>
      digestSheet({ counts, bottleneck: of }, { title, trend, language: 'uk' }).svg.split('#d9691a').length -
      1;
    expect(marked(bottleneck)).toBeGreaterThan(0);
    expect(marked(null)).toBe(0);
  });

  it('takes what people typed as text, and leaves out what the font has no letter for', () => {
    const { svg } = digestSheet({ counts, bottleneck }, { title, trend, language: 'en' });
    expect(svg).toContain('Digest &amp; &lt;b&gt;&quot;hostile&quot;&lt;/b&gt;</text>');
  });

  it('has no trend of one period', () => {
    const { svg } = digestSheet({ counts, bottleneck }, { title, trend: trend.slice(1), language: 'en' });
    expect(svg).not.toContain('How it has been going');
  });

  it.each([
    { name: 'usual figures', counts },
    {
      name: 'nothing at all',
      counts: { ...counts, received: 0, claimed: 0, qualified: 0, accepted: 0, converted: 0, taken: 0 },
    },
    { name: 'more out than in', counts: { ...counts, received: 1 } },
  ])('is drawn of $name, in Cyrillic as in Latin letters', async ({ counts: some }) => {
    const { svg } = digestSheet({ counts: some, bottleneck }, { title: 'Дайджест', trend, language: 'uk' });
    const png = await drawPicture(svg);
    expect(Buffer.from(png).toString('latin1', 1, 4)).toBe('PNG');
    // Where a font is missing, text is left out and the file is small.
    expect(png.byteLength).toBeGreaterThan(20_000);
  });
});
