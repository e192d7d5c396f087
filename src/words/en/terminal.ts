/** What the program says on the terminal. */
export const terminal = { ready: 'Baton is ready: {url}' } as const;
