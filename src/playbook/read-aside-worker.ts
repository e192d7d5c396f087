/** What `readAside` starts: reads one playbook, tells it, and ends. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

enableCompileCache();
const { readPlaybook } = await import('./read-playbook.ts');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a thread has no origin
parentPort?.postMessage(await readPlaybook(String(workerData)));
