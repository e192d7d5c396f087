/** `npm run slack:manifest`: prints the app's manifest, for Socket Mode, or with `--url https://…` for HTTP. Calls nobody. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { httpManifest } from './manifest.ts';

const shipped = readFileSync(new URL('manifest.yaml', import.meta.url), 'utf8');

try {
  const { url } = parseArgs({ options: { url: { type: 'string' } } }).values;
  process.stdout.write(url === undefined ? shipped : httpManifest(shipped, url));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
