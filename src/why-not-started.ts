/** Why Baton did not start, in words that say what to do. */
import type { Language } from './core/member.ts';
import type { PlaybookProblem } from './playbook/problem.ts';
import type { SettingProblem, Settings } from './settings.ts';
import { speak } from './words/say.ts';

export type Orphan = { readonly direction: string; readonly openLeads: number };

export type WhyNot =
  | { readonly type: 'settings'; readonly problems: readonly SettingProblem[] }
  | { readonly type: 'playbook'; readonly path: string; readonly problems: readonly PlaybookProblem[] }
  | { readonly type: 'folder taken' }
  | { readonly type: 'folder unusable'; readonly code: string }
  | { readonly type: 'database'; readonly code: string }
  /** The embedded database's own files. */
  | { readonly type: 'data'; readonly code: string }
  | { readonly type: 'port'; readonly code: string }
  | { readonly type: 'orphans'; readonly orphans: readonly Orphan[] };

/** Thrown by what starts Baton; everything that had been opened is closed again. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly why: WhyNot;
  constructor(why: WhyNot, options?: ErrorOptions) {
    super(`Baton did not start: ${why.type}`, options);
    this.why = why;
  }
}

/** Lines for the terminal. Values of settings are not repeated: they may be secret. */
export function whyNotStarted(why: WhyNot, settings: Settings | null, language: Language): string {
  const say = speak(language);
  switch (why.type) {
    case 'settings':
      return [
        say('terminal.why.settings'),
        ...why.problems.map(({ name, says }) => `  ${name} ${says}`),
      ].join('\n');
    case 'playbook':
      return [say('terminal.why.playbook', { path: why.path }), ...problemLines(why.problems, say)].join(
        '\n',
      );
    case 'folder taken':
      return say('terminal.why.folderTaken', { dir: settings?.dataDir ?? '' });
    case 'folder unusable':
      return say('terminal.why.folderUnusable', { dir: settings?.dataDir ?? '', code: why.code });
    case 'data':
      return say('terminal.why.data', { dir: settings?.dataDir ?? '', code: why.code });
    case 'database':
      return say('terminal.why.database', { code: why.code });
    case 'port': {
      const where = { host: settings?.host ?? '', port: String(settings?.port ?? '') };
      return why.code === 'EADDRINUSE'
        ? say('terminal.why.portTaken', where)
        : say('terminal.why.portRefused', { ...where, code: why.code });
    }
    case 'orphans':
      return [say('terminal.why.orphans'), ...orphanLines(why.orphans, say)].join('\n');
  }
}

export function orphanLines(orphans: readonly Orphan[], say: ReturnType<typeof speak>): string[] {
  return orphans.map(({ direction, openLeads }) =>
    openLeads === 0
      ? say('terminal.why.orphanPlaces', { name: direction })
      : say('terminal.why.orphanDirection', { name: direction, count: openLeads }),
  );
}

export function problemLines(problems: readonly PlaybookProblem[], say: ReturnType<typeof speak>): string[] {
  return problems.map(({ line, path, says }) => {
    const where = [line > 0 ? say('terminal.why.playbookLine', { line: String(line) }) : '', path]
      .filter(Boolean)
      .join(', ');
    return where === '' ? `  ${says}` : `  ${where}: ${says}`;
  });
}
