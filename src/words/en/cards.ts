/** What stands on cards. */
export const cards = { next: { new: 'A new lead. Who takes it?' } } as const;
