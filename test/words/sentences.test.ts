import { describe, expect, it } from 'vitest';
import { sourcesUnder } from '../support/project-files.ts';
import type { SourceFile } from '../support/project-files.ts';
import { stringLiterals } from '../support/string-literals.ts';
import type { Literal } from '../support/string-literals.ts';

/** Literals that are no sentences although they look like some, each with the reason. */
const allowed: readonly { readonly path: string; readonly text: RegExp; readonly because: string }[] = [
  {
    path: 'src/cards/redact.ts',
    text: /собака|крапка/,
    because: 'what a spelled-out e-mail is recognised by',
  },
  {
    path: 'src/core/currency.ts',
    text: /^(?:грн\.?|гривень)$/,
    because: 'names of a currency that people type',
  },
  { path: 'src/cards/charts/svg.ts', text: /^Arimo/, because: 'the name of a font' },
  { path: 'src/playbook/json-schema.ts', text: /^A playbook of Baton$/, because: 'the title of a schema' },
  { path: 'src/terminal-log.ts', text: /"msg":"Nobody read/, because: 'a line of the log' },
  { path: 'src/reach-database.ts', text: /^Bearer /, because: 'a word of HTTP' },
  { path: 'adapters/web/page/sidebar.ts', text: /^Українська$/, because: 'a language is named in itself' },
];

describe('sentences', () => {
  it('stand in src/words alone', () => {
    const strays = sources().flatMap((file) =>
      straysIn(file).filter(
        (stray) => !allowed.some((one) => one.path === file.path && one.text.test(stray.text)),
      ),
    );
    expect(strays.map(({ path, line, text }) => `${path}:${line}: ${text}`)).toEqual([]);
  });

  it('are allowed elsewhere only where a literal really needs it', () => {
    const idle = allowed.filter(({ path, text }) => {
      const strays = sources()
        .filter((file) => file.path === path)
        .flatMap(straysIn);
      return !strays.some((stray) => text.test(stray.text));
    });
    expect(idle).toEqual([]);
  });

  it('are found in any kind of string, and not in what is for programmers', () => {
    const source = [
      "const a = 'Nobody has it yet';",
      'const b = `Hello, ${name(`You too, ${other}`)} and welcome`;',
      "const c = 'чому так';",
      "throw new TypeError('This is for programmers.');",
      "log.info({ at: 'One two' }, 'The server listens.');",
      'await sql`Select something From somewhere`;',
      "// 'A comment, too'",
      "const d = /Not 'A sentence' here/.test('key');",
      "const e = 'no capital, so a key or a class list';",
    ].join('\n');
    expect(straysIn({ path: 'x.ts', text: source }).map(({ line, text }) => [line, text])).toEqual([
      [1, 'Nobody has it yet'],
      [2, 'You too, {}'],
      [2, 'Hello, {} and welcome'],
      [3, 'чому так'],
    ]);
  });
});

function sources(): readonly SourceFile[] {
  return sourcesUnder('src', 'adapters').filter(({ path }) => !path.startsWith('src/words/'));
}

function straysIn({ path, text }: SourceFile) {
  return stringLiterals(text)
    .filter((literal) => looksLikeSentence(literal.text) && !isForProgrammers(literal))
    .map((literal) => ({ path, line: literal.line, text: literal.text }));
}

/** A word in Cyrillic (a single letter is none); in Latin letters two words or more, the first with a capital. */
function looksLikeSentence(text: string): boolean {
  if (/\p{Script=Cyrillic}{2}/u.test(text)) return true;
  // `Bearer realm="baton"` is for programs.
  return /(?:^|[.!?>"]\s*)\p{Lu}[\p{L}’']*,?\s+[\p{L}{“"](?![\p{L}]*=)/u.test(text);
}

/**
 * Errors are read by whoever runs or mends the program, as are logs; SQL is another language; descriptions in a schema
 * are documentation.
 */
function isForProgrammers({ within }: Literal): boolean {
  return within.some(
    (callee) =>
      /^(?:new\s+[A-Z]\w*|super|sql(?:\.raw)?(?:<.*>)?|(?:.*\.)?(?:meta|describe))$/.test(callee) ||
      isLog(callee),
  );
}

function isLog(callee: string): boolean {
  return /^(?:.*\.)?log\.(?:trace|debug|info|warn|error|fatal)$/.test(callee);
}
