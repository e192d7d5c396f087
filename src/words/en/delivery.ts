/** What managers are told when something can't be delivered. */
export const delivery = {
  title: 'A message did not arrive',
  placeShut:
    'I can’t write to the channel {channel} on {platform} any more. Let me in again, then say there what it is for: /baton here. The cards that wait will follow.',
  personShut:
    '{name} can’t be written to on {platform}. What they hold stays theirs, but its contact has not reached them there. Ask them to write to me once.',
  nobodyThere:
    '{name} holds {number}, but I have no way to write to them privately. Invite them again, or assign the lead to somebody else.',
  refused: '{platform} refuses a message: {what}. It was put aside and is not tried again.',
  what: {
    card: 'the card of {number}',
    message: 'a message about {number}',
    digest: 'the digest',
    home: 'the home of whoever opens the bot in it',
    other: 'one that belongs to no lead',
  },
} as const;
