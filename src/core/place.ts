/** Where messages stand, by the platforms' own ids, and what can stand in a place's way. */

/** A channel, a group, or a topic in one. */
export type Channel = { readonly channel: string; readonly thread: string | null };

/** A message that stands on the platform. `channel` is where it really stands (a direct message's own). */
export type MessageId = {
  readonly channel: string;
  readonly thread: string | null;
  readonly message: string;
};

export const placeProblems = [
  'not_found',
  'not_in_channel',
  'no_right_to_post',
  'shared_with_others',
  'basic_group',
  'archived',
  'topic_closed',
] as const;
export type PlaceProblem = (typeof placeProblems)[number];
