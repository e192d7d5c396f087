/** What the page takes and keeps. */

/** A card as JSON; pictures make the most of it. */
export const maxCardBytes = 2 * 1024 * 1024;
/** A request of the page: the longest form there is. */
export const maxBodyBytes = 256 * 1024;
/** A channel's name: letters, digits, dash and underscore. */
export const channelShape = /^[a-z0-9][a-z0-9_-]{0,31}$/;
/** A person's identity on the page: anything unique without spaces. */
export const personShape = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
/** How many messages a page of a channel's past holds. */
export const pageSize = 30;
/** Windows that may be open at once. */
export const maxWindows = 500;
/** Leads that the desk changes in one go; the page sends more as several. */
export const bulkAtMost = 100;
