/** Titles, labels, hints and flaws of forms. */
import type { forms as en } from '../en/forms.ts';
import type { Same } from '../same.ts';

export const forms = { submit: 'Надіслати' } as const satisfies Same<typeof en>;
