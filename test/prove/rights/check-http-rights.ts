/** Judges what each was answered who asked something over HTTP, by the lines of the table. */
import { brings, isNamed, isOfPage, type Cell, type Key, type Line } from './http-rights-lines.ts';

export type HttpAnswer = {
  readonly status: number;
  readonly code: string | null;
  readonly location: string | null;
  /** A friendly answer that nothing was done. */
  readonly isRefused: boolean;
  /** What the problems of a refused input are about. */
  readonly about: readonly string[];
};
export type AskedCell = { readonly cell: Cell; readonly answer: HttpAnswer };

export function isServed({ status, location, isRefused }: HttpAnswer): boolean {
  return status < 400 && location !== '/web/login' && !isRefused;
}

/** What is not as the table says, in words. */
export function checkHttpRights(asked: readonly AskedCell[]): readonly string[] {
  return asked.flatMap(({ cell, answer }) => {
    const { line, method, brought, kind, isOfName } = cell;
    const may = isOfName ? kind !== null && isNamed(line, kind) : line.with.includes(brings[brought]);
    const isRight = may
      ? isServed(answer)
      : isOfName
        ? isRefusalOfName(cell, answer)
        : isRefusalOf(line.route, brings[brought], answer);
    if (isRight) return [];
    const who = kind === null ? '' : ` in the name of ${kind}`;
    const answered = [answer.status, answer.code, answer.isRefused ? 'refused' : null, ...answer.about];
    return [
      `${method} ${line.route.split(' ')[1]} ${line.asked ?? ''} with ${brought}${who}: ` +
        `${answered.filter((part) => part !== null).join(' ')}, and ${may ? 'may' : 'may not'}`,
    ];
  });
}

/** What is told to whoever does not bring what opens the route. */
function isRefusalOf(route: string, letter: Key, { status, location }: HttpAnswer): boolean {
  if (isOfPage(route)) {
    if (letter === 'H') return status === 421;
    if (route === 'GET /') return status === 303 && location === '/web/login';
    return status === (letter === 'F' ? 403 : 401);
  }
  if (route.includes(' /telegram/')) return status === 403;
  return status === (letter === 'S' && route.includes(' /api/') ? 403 : 401);
}

function isRefusalOfName({ line, method, kind }: Cell, answer: HttpAnswer): boolean {
  const { status, code, about, isRefused } = answer;
  if (status === 403) return true;
  if (!isOfPage(line.route))
    return kind === 'stranger' && status === 422 && (about.join() === 'member' || method === 'HEAD');
  // A channel that is not theirs is none to them. Of a direction that is not theirs the desk says so.
  if (status === 404) return code === 'no_channel' || method === 'HEAD';
  return isRefused || (kind === 'manager elsewhere' && status === 409 && code === 'refused');
}

/** Routes that are served and of which no line tells, and lines of what is served no more, in words. */
export function checkRoutes(lines: readonly Line[], served: readonly string[]): readonly string[] {
  const told = new Set(lines.map(({ route }) => route));
  return [
    ...served
      .filter((route) => !told.has(route) && !told.has(route.replace(/^HEAD /u, 'GET ')))
      .map(
        (route) =>
          `${route} is served, and no line of test/prove/rights/http-rights-table.md says who may ask it`,
      ),
    ...[...told]
      .filter((route) => !served.includes(route))
      .map((route) => `${route} has a line in test/prove/rights/http-rights-table.md, and is not served`),
  ];
}
