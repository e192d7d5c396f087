/**
 * Reads the playbook in a thread of its own, which takes a third of a second and loads the calendars of all countries:
 * a start goes on meanwhile, a running program holds nobody up while it reads anew, and neither keeps what that took.
 */
import { Worker } from 'node:worker_threads';
import type { PlaybookRead } from './read-playbook.ts';

export function readPlaybookAside(path: string): Promise<PlaybookRead> {
  const { promise, resolve, reject } = Promise.withResolvers<PlaybookRead>();
  new Worker(new URL('./read-aside-worker.ts', import.meta.url), { workerData: path })
    .once('message', resolve)
    .once('error', reject)
    .once('exit', () => reject(new Error('The thread that read the playbook ended without a word.')));
  return promise;
}
