/** What is said about people, places and codes. */
export const people = { welcome: 'Welcome to the team, {name}.' } as const;
