/**
 * A note in the folder of the embedded database by which commands find the Baton that works on it: where it listens,
 * and the token to speak to it with. Whoever can read the note can read the database beside it, which has the token,
 * too. It means something only while the folder is locked.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export type RunningNote = { readonly url: string; readonly token: string };

const schema = z.object({ url: z.url(), token: z.string().min(1) });
const fileName = 'baton.running.json';

export async function leaveNote(folder: string, note: RunningNote): Promise<void> {
  await rm(join(folder, fileName), { force: true });
  await writeFile(join(folder, fileName), `${JSON.stringify(note)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Null where there is none, or nothing that can be understood. */
export async function readNote(folder: string): Promise<RunningNote | null> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, fileName), 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

export async function removeNote(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}
