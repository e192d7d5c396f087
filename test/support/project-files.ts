/** The files of the project as they stand, for tests that hold the house to its rules. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;

export type SourceFile = { readonly path: string; readonly text: string };

/** All TypeScript under these folders, by path from the root. */
export function sourcesUnder(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => {
        const path = relative(root, join(entry.parentPath, entry.name));
        return { path, text: readFileSync(join(root, path), 'utf8') };
      }),
  );
}

/** What a file imports: packages by name, files by their path from the root. */
export function importsOf(file: SourceFile): readonly string[] {
  const found = file.text.matchAll(
    /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|import\('([^']+)'\)/gm,
  );
  return [...found].map(([, still, moving]) => {
    const name = still ?? moving ?? '';
    return name.startsWith('.') ? join(dirname(file.path), name) : name;
  });
}
