import { describe, expect, it } from 'vitest';
import { checkLiteral, checkLog, checkShown, checkTable } from './check-inject.ts';
import { corpus } from './inject-corpus.ts';

const shown = (kind: string, of: string) => ({ where: 'a card', text: '', live: [{ kind, of }] });
const figures = (faults: readonly { readonly figure: string }[]) => faults.map(({ figure }) => figure);
const nobody = () => false;

describe('the corpus', () => {
  it('has five hundred texts, each with a token of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(500);
    expect(new Set(corpus.map(({ token }) => token)).size).toBe(corpus.length);
    for (const { text, token } of corpus) expect(text).toContain(token);
  });
});

describe('the checker of hostile texts', () => {
  it('lets pass what the bot itself made alive', () => {
    expect(checkShown(shown('bold', 'L-1001'), nobody)).toEqual([]);
    expect(checkShown(shown('email', 'zq0001q@evil.example'), () => true)).toEqual([]);
    expect(checkShown(shown('link', 'https://docs.example'), nobody)).toEqual([]);
  });

  it('finds a mention, a link and a mark that came of a text', () => {
    expect(figures(checkShown(shown('broadcast', '!channel'), nobody))).toEqual(['live mentions']);
    expect(figures(checkShown(shown('text_mention', 'zq0001q'), nobody))).toEqual(['live mentions']);
    expect(figures(checkShown(shown('url', 'https://evil.example/x'), nobody))).toEqual(['links from text']);
    expect(figures(checkShown(shown('format', 'zq0001q'), nobody))).toEqual(['markup from text']);
  });

  it('finds a text of which a client has eaten something', () => {
    const card = (text: string) => ({ where: 'a card', text, live: [] });
    expect(checkLiteral(card('Name: *zq0001q* of'), '*zq0001q*')).toEqual([]);
    expect(figures(checkLiteral(card('Name: zq0001q of'), '*zq0001q*'))).toHaveLength(1);
  });

  it('finds a cell that calculates, and a row that broke', () => {
    const head = ['number', 'source'];
    expect(checkTable('leads', [head, ['L-1', "'=1+1"], ['L-2', '-12.5']], { rows: 2 })).toEqual([]);
    expect(figures(checkTable('leads', [head, ['L-1', '=1+1']], { rows: 1 }))).toEqual([
      'formulas in tables',
    ]);
    expect(figures(checkTable('leads', [head, ['L-1']], { rows: 2 }))).toEqual([
      'broken tables',
      'broken tables',
    ]);
  });

  it('finds a line in the log that somebody else wrote', () => {
    expect(checkLog('{"level":30,"msg":"a request"}\nBaton listens')).toEqual([]);
    expect(figures(checkLog('{"msg":"zq0001q"}'))).toEqual(['log lines with text in them']);
    expect(figures(checkLog('{"msg":"x"}\nERROR forged '))).toEqual(['log lines that are none']);
    expect(figures(checkLog('\u001B[31mred'))).toEqual(['log lines that are none']);
  });
});
