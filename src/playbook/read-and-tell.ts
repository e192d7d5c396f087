/** What `readPlaybookAside` starts: reads one playbook, tells it, and ends. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { readPlaybook } = await import('./read-playbook.ts');
const read = await readPlaybook(process.argv[2] ?? '');
// Whoever asked may have been ended meanwhile.
if (process.connected) process.send?.(read);
