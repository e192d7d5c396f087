/** Before all tests: the migrated database that every test file begins from is made, once. */
import { migratedDump, migratedTemplate, serverUrl } from './migrated.ts';

export default async function setUp(): Promise<void> {
  if (serverUrl === null) await migratedDump();
  else await migratedTemplate(serverUrl);
}
