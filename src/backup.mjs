/** `npm run backup`, in plain JavaScript: checks that Node is new enough to run the rest as it is. */
import { requireNode } from './require-node.mjs';

if (requireNode(process.versions.node, 'npm run backup')) await import('./backup.ts');
