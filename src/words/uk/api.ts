/** What is said to programs over HTTP. */
import type { api as en } from '../en/api.ts';
import type { Same } from '../same.ts';

export const api = { notFound: 'There is nothing at this address.' } as const satisfies Same<typeof en>;
