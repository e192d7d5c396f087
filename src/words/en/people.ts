/** What is said about people, places and codes. */
export const people = {
  /** What a person may type: words that mean the same, with commas between. Both languages are understood everywhere. */
  typed: {
    prospectors: 'prospectors, prospector, prospecting',
    closers: 'closers, closer, closing',
    account_team:
      'account_team, account_manager, account-team, account-manager, accounts, account, accountant',
    managers: 'managers, manager, management',
    all: 'all, everything, everywhere',
    nothing: 'nothing, nobody, off, none',
    en: 'en, eng, english',
    uk: 'uk, ua, ukr, ukrainian',
    deputy: 'deputy, instead',
    filler: 'until, till, to, by, on, next',
    today: 'today',
    tomorrow: 'tomorrow, tmrw',
    dayAfterTomorrow: 'day after tomorrow, the day after tomorrow',
    monday: 'monday, mon',
    tuesday: 'tuesday, tue, tues',
    wednesday: 'wednesday, wed',
    thursday: 'thursday, thu, thur, thurs',
    friday: 'friday, fri',
    saturday: 'saturday, sat',
    sunday: 'sunday, sun',
    minutes: 'm, min, mins, minute, minutes',
    hours: 'h, hr, hrs, hour, hours',
    days: 'd, day, days',
    weeks: 'w, wk, week, weeks',
  },
  here: {
    done: 'This is now a place for: {audience} ({direction}). Their cards will appear here, in {language}.',
    again: 'This is already a place for: {audience} ({direction}).',
    next: 'Next: say {commands} where that belongs (here, too, if you have one group for all).',
    command: '“/baton here {command}”',
    nobody: 'There is no {roles} yet: “/baton invite NAME ROLES” makes a code for each person.',
    first:
      'All is in place. Send the first lead: “/baton add” asks for it in a form, and your website can send its own (see “A form on your website” in the README).',
    freed: {
      one: 'No cards will appear here any more: {count} binding removed. “/baton here prospectors” brings them back.',
      other:
        'No cards will appear here any more: {count} bindings removed. “/baton here prospectors” brings them back.',
    },
    notBound: 'This place was not used for anything. Nothing to do.',
    private: 'Say this in the channel or group that it is about, not in a private conversation.',
    help: 'Say what this place is for: “/baton here prospectors” (or closers, account_team, managers), then, if you like, a direction and a language: “/baton here closers {direction} en”. “/baton here nothing” ends it. Directions: {directions}.',
    allDirections: 'all directions',
    notUnderstood: 'I don’t know “{word}”.',
  },
  place: {
    notConnected:
      'Baton is not connected to {platform} now. Give it the token in its settings and start it again.',
    not_found:
      'I can’t see this place. In a private channel, invite the bot first (in Slack: “/invite @baton”), then say it again.',
    not_in_channel:
      'I’m not in this channel. Add the bot to it (in Slack: “/invite @baton”), then say it again.',
    no_right_to_post:
      'I’m not allowed to write here. Give the bot the right to post messages, then say it again.',
    shared_with_others:
      'This channel is shared with another company, and leads must not be shown there. Use a channel of your own.',
    basic_group:
      'This is a basic Telegram group. Make it a supergroup (switch on topics, or make the chat history visible to new members), then say it again.',
    archived: 'This channel is archived. Unarchive it or use another one.',
    topic_closed: 'This topic is closed or gone. Open it again, or say it in another one.',
    unreachable:
      '{platform} doesn’t answer, so I couldn’t check this place. Nothing was changed; try again in a minute.',
    unknownPlatform: '“{platform}” is no platform. Known are: {known}.',
    unknownAudience: '“{audience}” is no audience. Known are: {known}.',
    unknownDirection: 'The playbook knows no direction “{direction}”. It has: {known}.',
    unknownLanguage: '“{language}” is no language that Baton speaks. It speaks: {known}.',
    badChannel: 'A channel is the platform’s own id: 1 to 64 characters, no spaces.',
    badThread: 'A thread is the platform’s own id: 1 to 64 characters, no spaces.',
  },
  person: {
    nameEmpty: 'A name is needed, of 1 to 100 characters.',
    nameTooLong: 'A name has at most 100 characters.',
    unknownRole: '“{role}” is no role. Known are: {known}.',
    unknownDirection: 'The playbook knows no direction “{direction}”. It has: {known}.',
    directionWithoutRoles: 'A direction says where the roles count: name the roles, too.',
    unknownLanguage: '“{language}” is no language that Baton speaks. It speaks: {known}.',
    unknownTimeZone: '“{timeZone}” is no time zone. Write it like Europe/Kyiv.',
    unknownPlatform: '“{platform}” is no platform. Known are: {known}.',
    badIdentity:
      'An identity is the platform’s own user id: 1 to 64 characters, no spaces. It is never a name or an e-mail.',
    identityTaken: 'This account on {platform} belongs to {name} already. Take it from them first.',
    lastManager: '{name} is the only manager. Make somebody else a manager first.',
    sampleNeeded: 'The sample team stays until there is a real manager, or nobody could manage Baton.',
    notFound: 'There is no such person.',
    sampleManager: 'The sample team is for trying out; nobody of it can be made a real manager.',
  },
  code: {
    group:
      'Codes are secret, and everybody here has seen this one: it is void now. Ask for a new one and send it to me in a private conversation.',
    groupNoCode: 'Codes are secret: send it to me in a private conversation, not here.',
    wrong:
      'This code is not valid. A code works once, for 15 minutes. Check it, or ask your manager for a new one.',
    tooMany: 'Too many wrong codes. Wait {minutes} min, then try again with a new one.',
    help: 'Send the code that your manager gave you: “/baton join CODE”.',
  },
  join: {
    done: 'Welcome, {name}! You are: {roles}.',
    already: 'You are in the team already, as {name}. Nothing to do.',
    otherPerson:
      'This account belongs to {name} already, so it can’t become somebody else. Ask a manager to take it from them first.',
    otherAccount:
      '{name} is linked to another account on {platform}. Ask a manager to take that one away first, and for a new code.',
    gone: 'Whoever this code was for is no longer in the team. Ask your manager.',
    next: {
      prospector: 'Next: “/baton next” gives you the oldest free lead.',
      closer:
        'Next: watch the closers’ place; a press on Accept makes a prospect yours. “/baton mine” shows what you have.',
      account_manager:
        'Next: watch the account team’s place for new clients. “/baton mine” shows what you have.',
      manager: 'Next: “/baton team” shows who is there, “/baton help” what you can do.',
      none: 'Next: ask a manager for a role, then “/baton help” shows what you can do.',
    },
  },
  manager: {
    done: 'You are the first manager now, {name}.',
    next: 'Next: say “/baton here prospectors” in the channel where new leads shall appear, then “/baton invite NAME ROLES” for each person.',
    taken:
      'There is a manager already, so this is over. Ask them to make you one, too: “/baton role {name} +manager”.',
    already: 'You are a manager already. Nothing to do.',
    help: 'Whoever starts Baton sees a code on the terminal. Send it to me: “/baton manager CODE”. It lasts 15 minutes; with each start there is a new one.',
    wrong:
      'This is not the code. It stands on the terminal where Baton was started and lasts 15 minutes; start Baton again to get a new one.',
  },
  invite: {
    done: '{name} can join now as: {roles}. Send them this code, privately: {code}. It works once, for 15 minutes.',
    existing: 'A code for {name}, to link another account: {code}. It works once, for 15 minutes.',
    next: 'They send “/baton join {code}” to the bot, in a private conversation.',
    links: 'Or they follow this, which does it for them:',
    link: 'Join on {platform}',
    repeated: '{name} was invited already. “/baton invite {name}” gives you a new code.',
    known:
      'There is somebody called {name} already. To link another account of theirs: “/baton invite {name}”. To change their roles: “/baton role {name} +closer”. For somebody else, add a surname.',
    help: 'Name the person, then the roles: “/baton invite Olena Kovalenko prospector closer” (prospector, closer, account_manager, manager), and a direction if the roles count in one only. Directions: {directions}.',
  },
  role: {
    done: '{name} is now: {roles}.',
    noRoles: '{name} has no role any more.',
    unchanged: '{name} had it like that already: {roles}. Nothing to do.',
    next: 'It counts from the next press on. “/baton team” shows everybody.',
    help: 'Name the person, then what to add and what to take: “/baton role Olena +closer -prospector”, and a direction if it is about one only. Roles: prospector, closer, account_manager, manager. Directions: {directions}.',
  },
  assign: {
    help: 'Say which lead and to whom: “/baton assign L-1042 Olena”.',
    next: '“/baton lead {number}” shows its history.',
  },
  away: {
    done: 'You are away until {until}. You get no new leads till then; what you have stays yours.',
    doneDeputy:
      'You are away until {until}, and {deputy} is named as your deputy. You get no new leads till then; what you have stays yours.',
    next: 'Back earlier? “/baton resume”.',
    help: 'Say until when: “/baton away tomorrow”, “/baton away friday 14:00”, “/baton away 24.12”, “/baton away 2026-12-24”, “/baton away 3 hours”; and a deputy, if you like: “/baton away friday deputy Olena”.',
    past: 'That moment is over already. Say a later one.',
    too_far: 'That is more than a year away. Say a nearer day, or ask a manager to take you out of the team.',
    deputySelf: 'You can’t be your own deputy. Name somebody else.',
    deputyAway: '{name} is away as well. Name somebody else as deputy.',
  },
  resume: {
    done: 'Welcome back! New leads can come to you again.',
    unchanged: 'You are here already. Nothing to do.',
    next: '“/baton mine” shows what you have.',
  },
  find: {
    nobody: 'Nobody in the team is called “{name}”. “/baton team” shows everybody.',
    several: 'Several people are called like that: {names}. Write the name in full.',
  },
  otherDirection: 'You manage another direction. Name yours, or ask whoever manages all of them.',
  needsManager: 'Only a manager can do that. Managers: {managers}.',
  noManagers: 'nobody yet',
  noRoles: 'no role yet',
  inDirection: '{role} ({direction})',
  /** To managers, in sum. */
  freed: {
    title: 'Work waits for somebody',
    text: {
      one: '{name} does not have it any more: {count} lead ({direction}) is free for others. Please see that somebody takes it.',
      other:
        '{name} does not have them any more: {count} leads ({direction}) are free for others. Please see that somebody takes them.',
    },
  },
  released: {
    one: '{count} lead that they had is free for others again.',
    other: '{count} leads that they had are free for others again.',
  },
  /** Names of the sample team; the word in brackets must be in each. */
  sample: {
    prospectorOne: 'Olena (sample)',
    prospectorTwo: 'Taras (sample)',
    closerOne: 'Iryna (sample)',
    closerTwo: 'Maksym (sample)',
    accountManager: 'Sofia (sample)',
    manager: 'Andrii (sample)',
  },
} as const;
