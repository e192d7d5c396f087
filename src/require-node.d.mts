/** Says what to do and answers false where Node is too old to run the program as it is. */
export function requireNode(version: string, command: string): boolean;
