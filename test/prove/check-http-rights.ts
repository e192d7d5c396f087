/** Reads the table of who may ask what over HTTP (`http-rights-table.md`), and judges what each was answered. */

/** What somebody brings, and the table's letter for it. */
export const tokens = {
  'no token': 'N',
  'an unknown token': 'N',
  'a revoked token': 'N',
  'a form’s token': 'S',
  'a token of the settings': 'S',
  'the API’s token': 'A',
} as const;
export type Token = keyof typeof tokens;

export type Asked = { readonly route: string; readonly token: Token; readonly status: number };

/** Of each route the letters of those who may. */
export function readRights(markdown: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...markdown.matchAll(/^\| ([A-Z]+ \/\S*) +\| ([NSA ]+) \|$/gmu)];
  return new Map(rows.map(([, route = '', who = '']) => [route, who.trim().split(' ')]));
}

/** What is not as the table says, in words; also what stands in it alone, or nowhere in it. */
export function checkHttpRights(
  rights: ReadonlyMap<string, readonly string[]>,
  routes: readonly string[],
  asked: readonly Asked[],
): readonly string[] {
  return [
    ...routes.filter((route) => !rights.has(route)).map((route) => `${route}: not in the table`),
    ...[...rights.keys()]
      .filter((route) => !routes.includes(route))
      .map((route) => `${route}: in the table alone`),
    ...asked.flatMap(({ route, token, status }) => {
      const may = rights.get(route)?.includes(tokens[token]) === true;
      const refusal = tokens[token] === 'N' ? 401 : 403;
      const isRight = may ? status !== 401 && status !== 403 : status === refusal;
      return isRight ? [] : [`${route} with ${token}: ${status}`];
    }),
  ];
}
