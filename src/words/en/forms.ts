/** Titles, labels, hints and flaws of forms. */
export const forms = { submit: 'Send' } as const;
