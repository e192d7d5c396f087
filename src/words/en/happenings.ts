/** What managers are told of what happens on the platforms: people leave, places close, a platform is lost. */
export const happenings = {
  title: {
    person: 'Somebody is gone',
    place: 'A place can’t be used any more',
    privateChat: 'Somebody can’t be written to any more',
    platform: '{platform} has turned Baton out',
  },
  left: '{name} was deactivated, or is no full member of {platform} any more, and has no access there now.',
  gone: '{name} has left every place on {platform}, and has no access there now. Whoever comes back to one of them gets it back.',
  held: {
    one: '{count} lead or client stays theirs, on the other platform.',
    other: '{count} leads and clients stay theirs, on the other platform.',
  },
  holdsNothing: 'They hold nothing, so nothing waits.',
  place: {
    which: 'The place for {audiences} on {platform} ({channel}) can’t be used.',
    not_found: 'It is gone, or I can’t see it any more. Bind another one: say “/baton here” there.',
    not_in_channel: 'I was removed from it. Invite me again, and it goes on by itself.',
    no_right_to_post:
      'I may not write there any more. Give me the right to post messages, and it goes on by itself.',
    shared_with_others:
      'It is shared with another company now, and leads must not be shown there. End the sharing, or bind a channel of your own with “/baton here”.',
    basic_group:
      'It is a basic group. Make it a supergroup (switch on topics, or make the history visible to new members), then say “/baton here” there.',
    archived: 'It was archived. Unarchive it, or bind another one with “/baton here”.',
    topic_closed: 'Its topic was closed or deleted. Open it again, or bind another one with “/baton here”.',
    kept: 'Until then everything for it is kept; nothing is lost.',
  },
  privateClosed:
    '{name} has blocked me on {platform}, and can’t be written to anywhere. They hold {numbers}, and I can’t show them the contacts. Ask them to let me in again, or assign these to somebody else.',
  privateClosedMore:
    '{name} has blocked me on {platform}, and can’t be written to anywhere. They hold {numbers} and {more} more, and I can’t show them the contacts. Ask them to let me in again, or assign these to somebody else.',
  notThere:
    'You have left this channel, so you can’t take anything on from here. Join it again, or use our private chat.',
  /** After a claim by somebody whose private chat nobody knows to be open. */
  ifNothingComes: 'If nothing comes there, open our private chat once, or press “Show contact” on the card.',
  platformLost:
    'The app was uninstalled from {platform}, or its token was revoked. Everything for {platform} is kept. Install the app again, put the new token into the settings and start Baton again.',
} as const;
