/** `npm run restore`, in plain JavaScript: checks that Node is new enough to run the rest as it is. */
import { requireNode } from './require-node.mjs';

if (requireNode(process.versions.node, 'npm run restore')) await import('./restore.ts');
