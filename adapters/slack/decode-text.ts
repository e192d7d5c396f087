/** What somebody wrote in Slack, as they saw it: links and mentions unwrapped, the three escapes undone (S96, S97). */

export function decodeText(text: string): string {
  return text
    .replaceAll(/<([^<>]*)>/g, (_, inside: string) => unwrap(inside))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** `https://x|label`, `mailto:a@b|a@b`, `tel:+380|067`, `@U1|olha`, `#C1|sales`, `!channel`, `!date^…|fallback`. */
function unwrap(inside: string): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  if (/^(?:mailto|tel):/i.test(target)) return label === '' ? target.replace(/^\w+:/, '') : label;
  if (target.startsWith('@') || target.startsWith('#')) return label === '' ? target : `${target[0]}${label}`;
  if (target.startsWith('!')) return label === '' ? target.slice(1) : label;
  // A label may lie about where a link leads, so both stand there.
  return label === '' || label === target ? target : `${label} (${target})`;
}
