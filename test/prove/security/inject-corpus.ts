/**
 * Texts of people who mean harm, by what they aim at: each with a token of its own, by which it is found again wherever
 * it was shown, stored or printed. Families times ways to wrap them; the same in each run.
 */
export type Payload = {
  readonly index: number;
  readonly family: string;
  readonly token: string;
  readonly text: string;
};

/** `§` is the token. */
const families: Readonly<Record<string, readonly string[]>> = {
  sql: [
    "'; drop table leads; -- §",
    "' or 1=1 -- §",
    "§'); delete from outbox; --",
    "'; update leads set stage = 'converted'; -- §",
    "§' union select phone from contacts --",
    '$1 § ${1} :name',
    "§\\'; select pg_sleep(30); --",
    '$$; drop schema public cascade; $$ §',
    "§%' escape '_",
    "E'\\x27; truncate members; -- §",
  ],
  mentions: [
    '<!channel> §',
    '<!here|§>',
    '<!everyone> §',
    '<!subteam^S0123456|§>',
    '<@U0ADMIN01> §',
    '<#C0GENERAL|§>',
    '@channel @here @everyone §',
    '&lt;!channel&gt; §',
    '<!date^1700000000^§^https://evil.example/x|x>',
    '<a href="tg://user?id=42">§</a>',
    '[§](tg://user?id=42)',
    'tg://user?id=42&§',
    '@someone_§',
    '/claim@BatonTestBot §',
  ],
  links: [
    'https://evil.example/§',
    'http://user:pass@evil.example/§',
    'www.evil.example/§',
    '§.evil-example.com',
    '<https://evil.example/§|click>',
    '[click §](https://evil.example)',
    'javascript:alert(1)//§',
    'mailto:§@evil.example',
    't.me/joinchat/§',
    'ftp://evil.example/§',
    'https://xn--80ak6aa92e.example/§',
    'evil.example:8080/§?a=b#c',
  ],
  html: [
    '<b>§</b>',
    '<script>alert("§")</script>',
    '<img src=x onerror=alert(1)>§',
    '</code></pre>§<a href="https://evil.example">x</a>',
    '<tg-spoiler>§</tg-spoiler>',
    '&#60;b&#62;§&#60;/b&#62;',
    '<blockquote expandable>§',
    '<!-- § --',
    '"§" onmouseover="x" \'',
    '<u><i>§',
  ],
  mrkdwn: [
    '*§*',
    '_§_ ~§~',
    '`§`',
    '```§```',
    '> §',
    '*_~`§`~_*',
    ':tada: § :skull:',
    '||§||',
    '__§__ **§**',
    '• § \\* \\_',
    '§ :§: :+1:',
  ],
  formulas: [
    "=cmd|'/C calc'!A0 §",
    '+1+1 §',
    '-2+3 §',
    '@SUM(1+1)*§',
    '=HYPERLINK("https://evil.example/§";"x")',
    '\t=1+1 §',
    '\r=1+1 §',
    '＝1+1 §',
    '";=1+1;"§',
    '§",=1+1,"',
    ' =1+1 §',
  ],
  log: [
    '§\n{"level":60,"msg":"forged §"}',
    '§\r\nERROR forged §',
    '§\u2028forged §',
    '§\u0085forged §',
    '\u001B[31m§\u001B[0m',
    '\u001B]0;§\u0007',
    '§\bforged',
    '%s %d %o § {level}',
  ],
  directions: [
    '\u202E§ gpj.exe',
    '\u2066§\u2069\u2067',
    '§\u200B\u200B\u2060',
    '\u200F§ مرحبا بالعالم',
    'שלום § עולם',
    'Z\u0351\u0353\u0352\u0350§',
    '\uFEFF§',
    '§\u{E0041}\u{E0042}',
  ],
  controls: [
    '§\u0000x',
    '\u0001\u0002§\u0003',
    '§\uD800',
    '\uFFFE§',
    '§\u007F\u0080',
    '{{§}} ${§} <%= § %>',
    '../../§',
    '§\\',
  ],
};

const wrappers: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `Pavlo ${text}`,
  (text) => `${text} and more`,
  (text) => `"${text}"`,
  (text) => `(${text})`,
  (text) => `\n${text}\n`,
];

export const corpus: readonly Payload[] = Object.entries(families)
  .flatMap(([family, texts]) =>
    texts.flatMap((text) => wrappers.map((wrap) => ({ family, text: wrap(text) }))),
  )
  .map(({ family, text }, index) => {
    const token = `zq${String(index).padStart(4, '0')}q`;
    return { index, family, token, text: text.replaceAll('§', token) };
  });
