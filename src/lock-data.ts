/**
 * Locks the folder of the embedded database, before anything heavy is loaded: a second start is refused at once, and
 * costs the machine next to nothing.
 */
import { codeOf } from './code-of.ts';
import type { Settings } from './settings.ts';
import { FolderTaken, lockFolder } from './storage/folder-lock.ts';
import type { FolderLock } from './storage/folder-lock.ts';
import { StartRefused } from './why-not-started.ts';

/** Null where a server has the data. */
export async function lockData({ databaseUrl, dataDir }: Settings): Promise<FolderLock | null> {
  if (databaseUrl !== null) return null;
  try {
    return await lockFolder(dataDir);
  } catch (error) {
    if (error instanceof FolderTaken) throw new StartRefused({ type: 'folder taken' }, { cause: error });
    throw new StartRefused({ type: 'folder unusable', code: codeOf(error) }, { cause: error });
  }
}
