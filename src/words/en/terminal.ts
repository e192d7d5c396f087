/** What the program says on the terminal: the greeting, why it did not start, what is wrong with a file. */
export const terminal = {
  greeting: {
    title: 'Baton',
    subtitle: 'a three-stage sales conveyor for {company}',
    page: 'The page',
    pageOff: 'off (WEB=on turns it on)',
    pageToken: '{url}  (asks for the API token)',
    lead: 'Send a lead',
    leadConfigured: 'with the API_TOKEN that you set:',
    leadCurl:
      "curl {url}/api/leads -H 'Authorization: Bearer {token}' -d name='Iryna Koval' -d phone='067 123 45 67' -d source=website",
    manager: 'First manager',
    managerHow: 'send the bot  /baton manager {code}',
    managerPage: 'or add people on the page, from a manager’s seat',
    chatOff: 'off; put its token into .env to turn it on (see .env.example)',
    slackSocket: 'over Socket Mode; invite the bot to a channel and say there  /baton here prospectors',
    slackHttp:
      'requests come to /slack/events; invite the bot to a channel and say there  /baton here prospectors',
    slackBoth: 'both SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are set: the app token wins',
    telegramPolling: 'polling; add the bot to a supergroup and say there  /baton here prospectors',
    telegramWebhook:
      'updates come to {path}; add the bot to a supergroup and say there  /baton here prospectors',
    data: 'Data',
    dataEmbedded: '{dir}  (embedded PGlite: survives a killed process, not a power cut)',
    dataPostgres: 'PostgreSQL at {where}',
    playbook: 'Playbook',
    stop: 'Stop with Ctrl-C; everything is kept.',
    sample: 'A sample team is seated, so that you can look through everybody’s eyes.',
  },
  stopping: 'Stopping: what is in hand is being finished.',
  stopped: 'Stopped. Everything is kept.',
  why: {
    settings: 'Baton did not start: these settings are wrong.',
    playbook: 'Baton did not start: the playbook {path} has mistakes.',
    playbookLine: 'line {line}',
    folderTaken:
      'Baton did not start: another Baton works on {dir} already.\nStop that one, or give this one a folder of its own with DATA_DIR.',
    folderUnusable:
      'Baton did not start: the folder {dir} cannot be used ({code}).\nGive it a folder that it may write to with DATA_DIR.',
    database:
      'Baton did not start: the database does not answer ({code}).\nCheck DATABASE_URL, and that PostgreSQL is running and lets this user in.',
    data: 'Baton did not start: the data in {dir} cannot be opened ({code}).\nIf it was damaged, restore a backup into an empty folder with npm run restore.',
    portTaken:
      'Baton did not start: port {port} on {host} is taken.\nStop what listens there, or choose another with PORT.',
    portRefused:
      'Baton did not start: it may not listen on {host}:{port} ({code}).\nChoose another HOST or PORT.',
    orphans:
      'Baton did not start: the playbook no longer has what open leads need.\nPut it back, or close these leads first:',
    orphanDirection: {
      one: '  direction {name}: {count} open lead',
      other: '  direction {name}: {count} open leads',
    },
    orphanPlaces: '  direction {name}: places are bound to it',
    unexpected:
      'Baton did not start, by a fault of its own: {name}.\nWhat is known stands below; please report it.',
  },
  settings: {
    host: 'is no host name or address; the default is 127.0.0.1',
    port: 'must be a number from 0 to 65535; the default is 3000',
    databaseUrl:
      'must look like postgres://user:password@host:5432/database; without it an embedded database is used',
    path: 'is too long for a path',
    apiToken: 'must be 8 to 256 printable characters without spaces; without it one is made',
    intakeTokens:
      'must be pairs like website:token,landing:token2, each token of 8 to 256 printable characters',
    web: 'must be on or off',
    logLevel: 'must be one of {levels}',
    needs: 'needs {other} beside it',
    slackHalf: 'needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode) beside it',
    slackBotToken:
      'must begin with xoxb-: it is the “Bot User OAuth Token” of your app, under “OAuth & Permissions”',
    slackSigningSecret: 'is too short: it is the “Signing Secret” of your app, under “Basic Information”',
    slackAppToken:
      'must begin with xapp-: it is an “App-Level Token” with connections:write, under “Basic Information”',
    slackApiUrl: 'must look like https://slack.com/api/; leave it out to speak to Slack itself',
    telegramBotToken: 'must look like 123456789:AAF…, as @BotFather gave it',
    telegramWebhookUrl: 'must look like https://baton.example.com, or be left out to poll',
    telegramWebhookHttps: 'must begin with https: Telegram calls nothing else',
    telegramWebhookPort: 'must use one of the ports 443, 80, 88 and 8443: Telegram calls no other',
    telegramWebhookPath:
      'needs a plain path that nothing else has, such as /telegram/webhook; without a path it gets that one',
    telegramWebhookSecret: 'must be 16 to 256 of A-Z, a-z, 0-9, _ and -; without it one is made',
    telegramApiRoot: 'must look like https://api.telegram.org; leave it out to speak to Telegram itself',
  },
  connection: {
    connected: '{platform} is connected.',
    refused: '{platform} refuses the token that is set. Check it; Baton tries again.',
    unreachable: '{platform} cannot be reached. Everything is kept for it, and Baton tries again.',
    failed: 'The connection with {platform} failed; the log says how. Baton tries again.',
  },
  reload: {
    done: 'The playbook was read anew.',
    same: 'The playbook has not changed.',
    refused: 'The changed playbook was refused; the old one stays in force.',
  },
  migrate: {
    done: { one: '{count} migration was carried out.', other: '{count} migrations were carried out.' },
    none: 'The database is up to date.',
  },
  backup: {
    usage: 'Say it like this: npm run backup, or npm run backup -- --to FILE',
    usageRestore: 'Say it like this: npm run restore -- FILE, or npm run restore -- FILE --into-empty',
    exists: '{file} is there already and stays as it is. Choose another name with --to.',
    noFile: '{file} cannot be read ({code}).',
    written: {
      one: '{file} holds {count} lead and all that belongs to it, as of {at}. It was read back and is whole.',
      other:
        '{file} holds {count} leads and all that belongs to them, as of {at}. It was read back and is whole.',
    },
    private:
      'It holds contacts, notes and tokens in the clear. Only you may read it (mode 0600); keep it where that stays so.',
    restored: {
      one: '{count} lead is back as of {at}, and was read back row by row.',
      other: '{count} leads are back as of {at}, and were read back row by row.',
    },
    restoredNext:
      'Start it with npm start. What was shown or told is not told again; what was pending goes out.\nDo not let the Baton that it was taken from run beside it: both would tell what is pending.',
    flaw: {
      notABackup: 'This file is no backup of Baton. Nothing was changed.',
      damaged:
        'This backup is damaged: something in it is not what was written. Nothing was changed; take another one.',
      cutShort: 'This backup was cut short. Nothing was changed; copy it again, or take another one.',
      newer:
        'This backup was taken by a later version of Baton. Nothing was changed; restore it with that version.',
      bloated: 'This file unpacks to far more than a backup does. Nothing was changed.',
    },
    hindrance: {
      notEmpty:
        'This database is not empty, and a backup is restored into an empty one alone. Nothing was changed.\nGive it a new database with DATABASE_URL, or a new folder with DATA_DIR.',
      unused:
        'A Baton was started on this database already, but has no leads. Nothing was changed.\nAdd --into-empty to put the backup in its place, with its people, places and token.',
      otherVersion:
        'This database was made by another version than the backup. Nothing was changed.\nGive it a new database with DATABASE_URL, or a new folder with DATA_DIR; it is brought up to date afterwards.',
      otherTables:
        'This backup has other tables than its migrations make. Nothing was changed; restore it with the version that took it.',
      notAsWritten:
        'What was read back was not what had been written. Nothing was kept; check the disk, and try again.',
    },
    why: {
      underWay: 'A backup is being taken already. Wait until it is done.',
      noData: 'There is no database in {dir}. Name its folder with DATA_DIR, or a server with DATABASE_URL.',
      taken:
        'A Baton works on {dir}. Stop it first, or give the restored one a folder of its own with DATA_DIR. Nothing was changed.',
      inUse: 'A Baton works with this database. Stop it first. Nothing was changed.',
      noToken:
        'A Baton works on {dir}, and without its token it says nothing.\nSet API_TOKEN to the one that its greeting shows.',
      wrongToken: 'The Baton at {url} does not know this token. Set API_TOKEN to its own.',
      silent:
        'A Baton should be at {url}, but does not answer ({code}). Look whether it is well, and try again.',
      refused: 'The Baton at {url} answered {status}. Look into its log, and try again.',
      database:
        'The database does not answer ({code}).\nCheck DATABASE_URL or DATA_DIR, and that this user may read and write there.',
      brokeOff: 'It broke off ({code}). Nothing of it was kept; try again.',
    },
    verify: {
      right: {
        one: '{count} lead is what its history tells.',
        other: '{count} leads are what their histories tell.',
      },
      wrong: {
        one: '{count} difference among {leads} leads. Please report it; a backup from before shows since when.',
        other:
          '{count} differences among {leads} leads. Please report them; a backup from before shows since when.',
      },
      lead: '{number}: {what}',
      load: '{member}: has {is} {held}, but {counted} are counted',
      strays: {
        one: '{table}: {count} row of a lead that is not there',
        other: '{table}: {count} rows of leads that are not there',
      },
      part: {
        history: 'its history has a gap, or tells what cannot be',
        state: 'its state is not what its history tells',
        row: 'the columns it is found by are not what its history tells',
        account: 'its account is not what its history tells',
        contact: 'the columns its contact is found by are not its contact',
        keys: 'it is not recognised by what it should be',
      },
      held: { claimed: 'claimed leads', accepted: 'accepted leads', accounts: 'accounts' },
    },
  },
  playbook: {
    yaml: 'this is no YAML: {problem}',
    aliases: 'too many aliases (&, *): write it out',
    unknownKey: 'there is no "{key}" here; check its spelling, or leave it out',
    missing: '"{name}" is missing',
    wrongKind: '"{name}" must be {expected}',
    oneOf: '"{name}" must be one of: {values}',
    format: '"{name}" must look like {example}',
    union: '"{name}" must look like {example}',
    atMost: '"{name}" may be at most {limit}',
    atLeast: '"{name}" must be at least {limit}',
    noMain: 'a direction "main" is missing: there is always one',
    noSuchCountry:
      'the public holidays of "{country}" are not known; an example is UA, or US-NY for a region',
    junkUnknown: '"{reason}" is none of the reasons in "disqualify because"',
    ladderOrder: '"{step}" comes before the step that it follows: warn, remind, tell managers, give back',
    noSuchDay: 'there is no day {day} in the calendar',
    zone: '"{zone}" is no time zone; an example is Europe/Kyiv',
    intervals: 'these hours overlap, or end before they begin; an example is 9:00-13:00, 14:00-18:00',
    dayTwice: '"{days}" names a day that has hours already',
    noHours: 'there must be at least one working day',
    likeUnknown: 'there is no direction "{direction}" to be like',
    likeCircle: 'these directions are like each other in a circle',
    noReasons: '"{key}" needs at least one reason, or nobody could use the button',
    noChoices: 'question "{id}" needs "choices"',
    choicesUnused: 'question "{id}" has "choices", but its kind is not choice or several choices',
    idTwice: 'there are two questions with the id "{id}"',
    noFile: 'the file {path} cannot be read',
    tooLarge: 'the file {path} is larger than {limit} KiB',
    notUtf8: 'the file {path} is not in UTF-8',
    expected: {
      list: 'a list of "key: value" lines',
      items: 'a list of "- item" lines',
      text: 'a text (in quotes if it looks like a number)',
      number: 'a number',
      truth: 'true or false',
    },
    example: {
      name: 'Olena Kovalenko',
      duration: '15m (or 90s, 4h, 2d)',
      limit: '10 (or none)',
      hours: 'monday-friday: 9:00-13:00, 14:00-18:00',
      day: '2026-12-25',
      holidays: 'UA, or [UA, 2026-12-31]',
      percent: '75% (or none)',
      currency: 'UAH',
      country: 'UA',
      time: '8:30',
      weekdays: 'monday-friday',
      script: 'playbook/prospecting.en.md',
      id: 'an id of small Latin letters, such as no_budget',
      direction: 'an id of small Latin letters, such as main',
      text: 'a text, or one with "en" and one with "uk"',
    },
  },
} as const;
