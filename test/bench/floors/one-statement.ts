/** The one statement that a floor runs before it acknowledges, over a pool like ours; without an address it runs none. */
import { Pool } from 'pg';

export async function oneStatement(
  url: string | undefined,
  { prepare, each }: { readonly prepare: string; readonly each: string },
): Promise<() => Promise<void>> {
  if (url === undefined) return async () => {};
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query(prepare);
  return async () => void (await pool.query(each));
}
