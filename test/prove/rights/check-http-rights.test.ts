import { describe, expect, it } from 'vitest';
import { checkHttpRights, checkRoutes, type HttpAnswer } from './check-http-rights.ts';
import { cellsOf, readRights, type Brought, type Cell, type Line } from './http-rights-lines.ts';
import type { Kind } from './check-authz.ts';

const table = `
| route | with | in the name of | at | asked with |
| --- | --- | --- | --- | --- |
| GET /healthz | all | – | – | – |
| POST /api/leads | S A | – | – | \`{"email":"n{n}@prove.example"}\` |
| POST /api/leads/{ref}/note | A | C M | claimed | \`{"member":"{who}"}\` |
| GET /web/messages/{channel} | W | P | – | \`/web/messages/prospectors\` |
| GET /web/messages/{channel} | W | nobody | – | \`/web/messages/@ana\` |
| GET / | N W | – | – | – |

## Where others than this machine can reach it

| GET / | W | – | – | – |
`;
const lines = readRights(table, 'here');
const [health, receive, note, messages, anothers, page] = lines;
if (!health || !receive || !note || !messages || !anothers || !page) throw new Error('A line is missing.');

const answer = (status: number, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status,
  code: null,
  location: null,
  isRefused: false,
  about: [],
  ...more,
});
const bringing = (line: Line, brought: Brought): Cell => ({
  line,
  method: line.route.split(' ')[0] ?? '',
  brought,
  kind: null,
  isOfName: false,
});
const naming = (line: Line, kind: Kind): Cell => ({
  ...bringing(line, line === note ? 'the API’s token' : 'the page’s cookie'),
  kind,
  isOfName: true,
});
const isRight = (cell: Cell, given: HttpAnswer) => checkHttpRights([{ cell, answer: given }]).length === 0;

describe('the table of who may ask what over HTTP', () => {
  it('is read line by line, and is another where others can reach the program', () => {
    expect(lines).toHaveLength(6);
    expect(receive).toEqual({
      route: 'POST /api/leads',
      with: ['S', 'A'],
      names: null,
      at: null,
      asked: '{"email":"n{n}@prove.example"}',
    });
    expect(note).toMatchObject({ names: ['C', 'M'], at: 'claimed' });
    expect([anothers.names, health.asked]).toEqual([[], null]);
    expect(page.with).toEqual(['N', 'W']);
    expect(readRights(table, 'elsewhere').find(({ route }) => route === 'GET /')?.with).toEqual(['W']);
  });

  it.each([
    ['a letter that there is not', '| GET /healthz | B | – | – | – |', 'what is B'],
    ['a stage that there is not', '| GET /healthz | A | – | sold | – |', 'a stage'],
    ['a line that cannot be read', '| GET /healthz | A | – | - |', 'GET /healthz'],
  ])('is refused with %s', (_, line, says) => {
    expect(() => readRights(line, 'here')).toThrow(says);
  });

  it('is asked with everything, in everybody’s name, and without a body where that is served', () => {
    const all = (line: Line, ...served: readonly string[]) => cellsOf(line, 'here', served);
    expect(all(health)).toHaveLength(12);
    expect(all(health, 'HEAD /healthz')).toHaveLength(24);
    // Whom the API names is not suspended.
    expect(all(note)).toHaveLength(12 + 9);
    expect(all(messages)).toHaveLength(12 + 9);
    // With what nobody may, what else is brought tells nothing.
    expect(all(anothers)).toHaveLength(9);
    expect(cellsOf(health, 'elsewhere', [])).toHaveLength(11);
  });
});

describe('the checker of who was served', () => {
  it.each([
    ['who may is served', bringing(receive, 'the API’s token'), answer(201)],
    ['a stranger is a stranger', bringing(receive, 'a revoked token'), answer(401)],
    ['a form’s token is no stranger', bringing(note, 'a form’s token'), answer(403)],
    ['another site is told so', bringing(messages, 'the page’s cookie, from another site'), answer(403)],
    ['a member who may not is told so', naming(note, 'P'), answer(403)],
    ['nobody knows a stranger', naming(note, 'stranger'), answer(422, { about: ['member'] })],
    ['what is another’s is none', naming(anothers, 'P'), answer(404, { code: 'no_channel' })],
    ['a friendly no is a no', naming(messages, 'L'), answer(200, { isRefused: true })],
  ])('lets pass where %s', (_, cell, given) => {
    expect(isRight(cell, given)).toBe(true);
  });

  it.each([
    ['who may is turned away', bringing(receive, 'the API’s token'), answer(401)],
    ['who may is told of another mistake', bringing(receive, 'the API’s token'), answer(422)],
    ['who may is sent to sign in', bringing(page, 'nothing'), answer(303, { location: '/web/login' })],
    ['who may is refused kindly', naming(messages, 'P'), answer(200, { isRefused: true })],
    ['a revoked token is served', bringing(receive, 'a revoked token'), answer(201)],
    ['a stranger is told more than that', bringing(receive, 'nothing'), answer(403)],
    ['a stranger’s mistakes are read first', bringing(receive, 'nothing'), answer(422)],
    ['the page’s cookie opens the API', bringing(receive, 'the page’s cookie'), answer(201)],
    ['another site is served', bringing(messages, 'the page’s cookie, from another site'), answer(200)],
    ['who may not is served', naming(note, 'P'), answer(200)],
    ['another mistake hides that they may not', naming(note, 'P'), answer(422, { about: ['text'] })],
    ['how things stand hides that they may not', naming(note, 'P'), answer(409)],
    ['what is another’s is shown', naming(anothers, 'M'), answer(200)],
    ['it failed', naming(messages, 'L'), answer(500)],
  ])('finds where %s', (_, cell, given) => {
    expect(isRight(cell, given)).toBe(false);
  });

  it('says who asked what with what, and what they were told', () => {
    expect(checkHttpRights([{ cell: naming(note, 'P'), answer: answer(200) }])).toEqual([
      'POST /api/leads/{ref}/note {"member":"{who}"} with the API’s token in the name of P: 200, and may not',
    ]);
  });

  it('finds a route of which nobody wrote a line, be it hidden, and a line of what is no more', () => {
    const served = ['GET /secrets', ...lines.map(({ route }) => route).filter((one) => one !== 'GET /')];
    expect(checkRoutes(lines, [...served, 'HEAD /healthz', 'HEAD /alone'])).toEqual([
      'GET /secrets is served, and no line of test/prove/rights/http-rights-table.md says who may ask it',
      'HEAD /alone is served, and no line of test/prove/rights/http-rights-table.md says who may ask it',
      'GET / has a line in test/prove/rights/http-rights-table.md, and is not served',
    ]);
  });
});
