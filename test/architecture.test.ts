import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sourcesUnder } from './support/project-files.ts';
import type { SourceFile } from './support/project-files.ts';

/** Which part a file belongs to. */
function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top === 'adapters') return `adapters/${second}`;
  if (top === 'src') return second.includes('.') ? 'main' : second;
  return top;
}

/** What each part may import besides itself; the picture is in the README. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  words: ['core'],
  playbook: ['core', 'words'],
  cards: ['core', 'words'],
  chat: ['core', 'cards'],
  storage: ['core', 'migrations'],
  migrations: [],
  app: ['core', 'words', 'cards', 'chat', 'storage'],
  intake: ['core', 'words', 'app', 'storage'],
  main: [
    'core',
    'words',
    'cards',
    'chat',
    'storage',
    'app',
    'intake',
    'playbook',
    'adapters/slack',
    'adapters/telegram',
    'adapters/web',
  ],
  'adapters/slack': ['core', 'words', 'cards', 'chat'],
  'adapters/telegram': ['core', 'words', 'cards', 'chat'],
  'adapters/web': ['core', 'words', 'cards', 'chat'],
};

/** What only one part may know. */
const packages: Readonly<Record<string, readonly string[]>> = {
  kysely: ['storage', 'migrations'],
  pg: ['storage'],
  '@electric-sql/pglite': ['storage'],
  '@electric-sql/pglite/worker': [],
  fastify: ['intake', 'adapters/slack', 'adapters/telegram', 'adapters/web', 'main'],
  '@slack/bolt': ['adapters/slack'],
  '@slack/web-api': ['adapters/slack'],
  '@slack/types': ['adapters/slack'],
  telegraf: ['adapters/telegram'],
  '@grammyjs/types': ['adapters/telegram'],
  '@resvg/resvg-js': ['app'],
  'node-cron': ['app', 'main'],
  pino: ['main'],
  'prom-client': ['intake'],
  yaml: ['playbook'],
};

const sources = sourcesUnder('src', 'adapters', 'migrations');
const tests = sourcesUnder('test');

const broken = (files: readonly SourceFile[], problem: (file: SourceFile) => string | null) =>
  files.flatMap((file) => {
    const says = problem(file);
    return says === null ? [] : [`${file.path}: ${says}`];
  });

describe('the arrows', () => {
  it('are known for every part', () => {
    expect([...new Set(sources.map(({ path }) => partOf(path)))].filter((part) => !arrows[part])).toEqual([]);
  });

  it('point one way', () => {
    const wrong = sources.flatMap((file) => {
      const part = partOf(file.path);
      return importsOf(file)
        .filter((name) => name.includes('/') && existsSync(join(root, name)))
        .filter((name) => partOf(name) !== part && !arrows[part]?.includes(partOf(name)))
        .map((name) => `${file.path} → ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('reach packages only where they belong', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((name) => packages[name] && !packages[name].includes(partOf(file.path)))
        .map((name) => `${file.path} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leave the core with nothing but itself', () => {
    const outside = sources
      .filter(({ path }) => partOf(path) === 'core')
      .flatMap((file) => importsOf(file).filter((name) => !name.startsWith('src/core/')));
    expect(outside).toEqual([]);
  });
});

describe('clock and randomness', () => {
  it('are read in one file each', () => {
    const readers = sources
      .filter(({ path }) => !path.startsWith('adapters/web/page/'))
      .filter(({ text }) =>
        /Date\.now\(|new Date\(\)|Math\.random\(|Temporal\.Now|randomBytes|randomUUID|performance\.now/.test(
          text,
        ),
      )
      .map(({ path }) => path);
    expect(readers.sort()).toEqual(['src/app/clock.ts', 'src/app/random.ts']);
  });

  it('are not at hand in the core, which waits for nothing', () => {
    const core = sources.filter(({ path }) => partOf(path) === 'core');
    expect(
      broken(core, ({ text }) => (/\bawait\b|\basync\b|setTimeout/.test(text) ? 'waits' : null)),
    ).toEqual([]);
  });
});

describe('a file', () => {
  it('is a page or two', () => {
    const tooLong = (limit: number) => (file: SourceFile) => {
      const lines = file.text.split('\n').length - 1;
      return lines > limit ? `${lines} lines` : null;
    };
    expect(
      broken(
        sources.filter(({ path }) => !path.startsWith('src/words/')),
        tooLong(400),
      ),
    ).toEqual([]);
    expect(broken(tests, tooLong(600))).toEqual([]);
  });

  it('is named in kebab-case, after a thing or a deed', () => {
    const vague = /^(utils?|helpers?|common|service|misc)$/;
    expect(
      broken([...sources, ...tests], ({ path }) => {
        const name =
          path
            .split('/')
            .at(-1)
            ?.replace(/(\.property)?(\.test)?(\.d)?\.ts$/, '') ?? '';
        return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !vague.test(name) ? null : 'rename it';
      }),
    ).toEqual([]);
  });

  it('opens with a sentence on what it is', () => {
    expect(broken(sources, ({ text }) => (text.startsWith('/**') ? null : 'says nothing'))).toEqual([]);
  });
});

describe('the top of the project', () => {
  it('holds what was agreed, and what tools insist on', () => {
    const agreed =
      'src adapters migrations test package.json tsconfig.json .env.example README.md package-lock.json .npmrc ' +
      '.gitignore .oxlintrc.json .oxfmtrc.json knip.json vitest.config.ts LICENSE .ci playbook.yaml playbook ' +
      'playbook.schema.json Dockerfile .dockerignore compose.yaml';
    const agreedNames = agreed.split(' ');
    const ignored = [...readFileSync(join(root, '.gitignore'), 'utf8').split('\n'), '.git/'].map((line) =>
      line.replaceAll('/', ''),
    );
    const there = readdirSync(root).filter((name) => !ignored.includes(name) && !name.endsWith('.log'));
    expect(there.filter((name) => !agreedNames.includes(name))).toEqual([]);
    expect(agreedNames.filter((name) => !there.includes(name))).toEqual([]);
  });
});
