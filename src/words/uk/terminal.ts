/** What the program says on the terminal. */
import type { terminal as en } from '../en/terminal.ts';
import type { Same } from '../same.ts';

export const terminal = { ready: 'Baton is ready: {url}' } as const satisfies Same<typeof en>;
