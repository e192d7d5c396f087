/** What the web page says. */
import type { page as en } from '../en/page.ts';
import type { Same } from '../same.ts';

export const page = { title: 'Baton' } as const satisfies Same<typeof en>;
