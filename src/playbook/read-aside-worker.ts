/** What `readAside` starts: reads one playbook, tells it, and ends. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

enableCompileCache();
const { readPlaybook } = await import('./read-playbook.ts');
parentPort?.postMessage(await readPlaybook(String(workerData)));
