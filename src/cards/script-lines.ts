/** A script's Markdown as plain lines: headings, `- ` points and paragraphs, without its marks. */

export function scriptLines(markdown: string): readonly string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const raw of markdown.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || /^([-*_])(\s*\1){2,}$/.test(line) || line.startsWith('```')) {
      isOpen = false;
      continue;
    }
    const begins = /^(#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|>)/.test(line);
    const text = plain(line);
    if (text === '') continue;
    const last = lines.at(-1);
    // A paragraph or a point goes on over several lines of the file.
    if (isOpen && !begins && last !== undefined) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
    isOpen = !line.startsWith('#');
  }
  return lines;
}

/** Without the headings that only name what the reader knows already. */
export function scriptGlance(markdown: string, count: number): readonly string[] {
  const withoutHeadings = markdown.replace(/^#{1,6}\s.*$/gm, '');
  return scriptLines(withoutHeadings).slice(0, count);
}

function plain(line: string): string {
  return line
    .replace(/^#{1,6}\s+/, '')
    .replace(/\s+#+$/, '')
    .replace(/^>\s?/, '')
    .replace(/^[*+-]\s+/, '- ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, '$2')
    .replace(/`([^`]+)`/g, '$1')
    .trim();
}
