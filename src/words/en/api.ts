/** What is said to programs over HTTP. */
export const api = { notFound: 'There is nothing at this address.' } as const;
