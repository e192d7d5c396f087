/**
 * Reads the playbook in a process of its own, which takes half a second and loads the calendars of all countries: a start
 * goes on meanwhile, a running program holds nobody up while it reads anew, and neither keeps what that took. (A thread
 * would leave its memory to the program.)
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlaybookRead } from './read-playbook.ts';

const script = fileURLToPath(new URL('./read-and-tell.ts', import.meta.url));

export function readPlaybookAside(path: string): Promise<PlaybookRead> {
  const { promise, resolve, reject } = Promise.withResolvers<PlaybookRead>();
  // In a group of its own: Ctrl-C is for the program, which heeds it when it has started.
  fork(script, [path], { serialization: 'advanced', detached: true, execArgv: [] })
    .once('message', (read: PlaybookRead) => resolve(read))
    .once('error', reject)
    .once('exit', () => reject(new Error('The process that read the playbook ended without a word.')));
  return promise;
}
