/** What the web page says. */
export const page = { title: 'Baton' } as const;
