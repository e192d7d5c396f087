/**
 * The first thing that runs, in plain JavaScript: it checks that Node is new enough to run the rest as it is,
 * and keeps compiled code between starts.
 */
import { enableCompileCache } from 'node:module';
import { requireNode } from './require-node.mjs';

if (requireNode(process.versions.node, 'npm start')) {
  enableCompileCache();
  await import('./main.ts');
}
