/** What is said about people, places and codes. */
import type { people as en } from '../en/people.ts';
import type { Same } from '../same.ts';

export const people = { welcome: 'Вітаємо в команді, {name}.' } as const satisfies Same<typeof en>;
