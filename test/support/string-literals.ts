/** Finds the string literals of a TypeScript source, with the calls that they stand in. No parser: just enough of one. */

export type Literal = {
  readonly text: string;
  readonly line: number;
  /** What stands before each parenthesis or template around it, outermost first: `new Error`, `log.info`, `sql`. */
  readonly within: readonly string[];
};

type Frame = { readonly closes: string; readonly callee: string };

export function stringLiterals(source: string): readonly Literal[] {
  const found: Literal[] = [];
  const frames: Frame[] = [];
  let at = 0;
  /** Code without comments and the insides of strings, to look back at. */
  let code = '';

  const within = () => frames.map(({ callee }) => callee).filter((callee) => callee !== '');
  const lineEnds = [...source.matchAll(/\n/g)].map(({ index }) => index);
  const lineAt = (place: number) => lineEnds.filter((end) => end < place).length + 1;
  /** Only the last of it is looked back at. */
  const note = (more: string) => {
    code = `${code}${more}`.slice(-160);
  };

  function quoted(quote: string): void {
    const start = at;
    let text = '';
    at += 1;
    while (at < source.length && source[at] !== quote) {
      if (source[at] === '\\') {
        text += source[at + 1] === 'n' ? '\n' : (source[at + 1] ?? '');
        at += 2;
      } else {
        text += source[at];
        at += 1;
      }
    }
    at += 1;
    found.push({ text, line: lineAt(start), within: within() });
    note('_');
  }

  function template(): void {
    const start = at;
    const callee = calleeBefore(code);
    let text = '';
    at += 1;
    while (at < source.length && source[at] !== '`') {
      if (source[at] === '\\') {
        text += source[at + 1] ?? '';
        at += 2;
      } else if (source.startsWith('${', at)) {
        at += 2;
        frames.push({ closes: '}', callee });
        note('(');
        walk('}');
        frames.pop();
        text += '{}';
      } else {
        text += source[at];
        at += 1;
      }
    }
    at += 1;
    const around = callee === '' ? within() : [...within(), callee];
    found.push({ text, line: lineAt(start), within: around });
    note('_');
  }

  function regex(): void {
    let isClass = false;
    at += 1;
    while (at < source.length && (isClass || source[at] !== '/')) {
      if (source[at] === '\\') at += 1;
      else if (source[at] === '[') isClass = true;
      else if (source[at] === ']') isClass = false;
      at += 1;
    }
    at += 1;
    note('_');
  }

  /** Until the bracket that ends this piece of code, which is consumed. */
  function walk(until: string | null): void {
    let depth = 0;
    while (at < source.length) {
      const character = source[at] ?? '';
      if (source.startsWith('//', at)) at = endOr(source, source.indexOf('\n', at));
      else if (source.startsWith('/*', at)) at = endOr(source, source.indexOf('*/', at)) + 2;
      else if (character === "'" || character === '"') quoted(character);
      else if (character === '`') template();
      else if (character === '/' && beginsRegex(code)) regex();
      else {
        if ('([{'.includes(character)) {
          frames.push({ closes: character, callee: character === '(' ? calleeBefore(code) : '' });
          depth += 1;
        }
        if (')]}'.includes(character)) {
          if (depth === 0 && character === until) {
            at += 1;
            note(')');
            return;
          }
          frames.pop();
          depth -= 1;
        }
        note(character);
        at += 1;
      }
    }
  }

  walk(null);
  return found;
}

function endOr(source: string, found: number): number {
  return found === -1 ? source.length : found;
}

function calleeBefore(code: string): string {
  return /(?:\bnew\s+)?[\w$.?]+(?:<[\w\s,|'"[\]]*>)?\s*$/.exec(code.slice(-120))?.[0].trim() ?? '';
}

function beginsRegex(code: string): boolean {
  const before = code.trimEnd();
  return before === '' || /(?:[=(,:[!&|?{};>+]|\breturn|\btypeof|\bcase)$/.test(before);
}
