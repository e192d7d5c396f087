/**
 * Judges what became of hostile texts in each place where they ended: what a client made alive of them, a cell that a
 * table calculates, a line in the log that they wrote themselves, data that is not what was sent. It reads, and knows
 * no product.
 */
export const injectFigures = [
  'live mentions',
  'links from text',
  'markup from text',
  'texts that are not shown as they were written',
  'formulas in tables',
  'broken tables',
  'log lines with text in them',
  'log lines that are none',
  'SQL effects',
] as const;
export type InjectFigure = (typeof injectFigures)[number];
export type InjectFault = { readonly figure: InjectFigure; readonly says: string };

/** What a client shows of one message: its text, and what in it is alive. */
export type ShownText = {
  readonly where: string;
  readonly text: string;
  readonly live: readonly { readonly kind: string; readonly of: string }[];
};

const token = /zq\d{4}q/u;
const mentions: ReadonlySet<string> = new Set([
  'broadcast',
  'mention',
  'channel',
  'text_mention',
  'bot_command',
  'hashtag',
  'cashtag',
]);
const links: ReadonlySet<string> = new Set([
  'link',
  'unknown',
  'date',
  'url',
  'text_link',
  'email',
  'phone_number',
]);

/** `own`: addresses that are the lead's real contact, which may be alive for whoever has it. */
export function checkShown(shown: ShownText, own: (of: string) => boolean): readonly InjectFault[] {
  const faults: InjectFault[] = [];
  for (const { kind, of } of shown.live) {
    const says = `${shown.where}: ${kind} ${of}`;
    const isForeign = token.test(of) || /evil|!channel|!here|!everyone|U0ADMIN|C0GENERAL/u.test(of);
    if (mentions.has(kind)) {
      if (isForeign || kind === 'broadcast') faults.push({ figure: 'live mentions', says });
    } else if (links.has(kind)) {
      if (isForeign && !own(of)) faults.push({ figure: 'links from text', says });
    } else if (isForeign) faults.push({ figure: 'markup from text', says });
  }
  return faults;
}

/** Where all of a text is shown, each sign of it that can be seen must be there. */
export function checkLiteral(shown: ShownText, text: string): readonly InjectFault[] {
  return plain(shown.text).includes(plain(text))
    ? []
    : [{ figure: 'texts that are not shown as they were written', says: `${shown.where}: ${text}` }];
}

/** Only what everybody can see, without spaces. */
export function plain(text: string): string {
  // Escape sequences are letters once their first sign has been taken away, and stay so.
  return text.replaceAll(/[^\x21-\x7E]/gu, '');
}

export function checkTable(
  where: string,
  rows: readonly (readonly string[])[],
  expected: { readonly rows: number },
): readonly InjectFault[] {
  const faults: InjectFault[] = [];
  const [head = [], ...body] = rows;
  if (body.length !== expected.rows)
    faults.push({ figure: 'broken tables', says: `${where}: ${body.length} rows, not ${expected.rows}` });
  for (const row of body) {
    if (row.length !== head.length)
      faults.push({ figure: 'broken tables', says: `${where}: ${row.length} cells in a row` });
    for (const cell of row) {
      const isNumber = /^-?\d+(?:\.\d+)?$/u.test(cell);
      if (/^[=+\-@\t\r\n＝＋－＠]/u.test(cell) && !isNumber)
        faults.push({ figure: 'formulas in tables', says: `${where}: ${JSON.stringify(cell)}` });
    }
  }
  return faults;
}

/** Each line is one object of JSON, and none of them holds what people wrote. */
export function checkLog(printed: string): readonly InjectFault[] {
  return printed.split('\n').flatMap((line): readonly InjectFault[] => {
    const faults: InjectFault[] = [];
    if (token.test(line)) faults.push({ figure: 'log lines with text in them', says: line.slice(0, 300) });
    const isForged = /^(?:\{"level":60,"msg":"forged|ERROR forged|forged)/u.test(line);
    // A terminal would obey it.
    if (isForged || /(?!\t)[\p{Cc}\u2028\u2029]/u.test(line))
      faults.push({ figure: 'log lines that are none', says: JSON.stringify(line.slice(0, 300)) });
    return faults;
  });
}
