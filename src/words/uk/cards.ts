/** What stands on cards. */
import type { cards as en } from '../en/cards.ts';
import type { Same } from '../same.ts';

export const cards = { next: { new: 'Новий лід. Хто візьме?' } } as const satisfies Same<typeof en>;
