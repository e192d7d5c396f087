/** What the clock says: that time runs out, that it is over, that something comes back. */
export const clock = {
  /** A step of the ladder, as a line of a history. */
  step: {
    warn: 'time runs out',
    remind: 'time is over',
    'tell managers': 'managers told',
    'give back': 'taken back',
  },
  coveredNoMore: 'nobody any more',
  /** One thing to say about one lead. */
  title: {
    warn: '{number}: time runs out',
    remind: '{number}: time is over',
    wake: '{number} is back',
    callBack: '{number}: time to call',
    nudge: '{number}: how does it stand?',
    givenBack: '{number} was taken back',
    switchedOff: '{number} was taken back, and you get no new leads',
    tellManagers: '{number} is stuck',
  },
  text: {
    warn: 'Its next step is due {due}.',
    remind: 'Its next step was due {due}.',
    wake: 'You put it off until now. A good moment to go on.',
    callBack: '{name} asked you to call them now.',
    wakeCovered: '{name} put it off until now, and you stand in for them.',
    nudge: 'A manager asks after it. Log what you have done, or say what stands in the way.',
    givenBack: 'Nobody had spoken to them in time, so others can take it now.',
    switchedOff:
      'That was the second one in a row without a first contact. Press Resume, and new leads come to you again.',
    switchedOffOther:
      '{name} let two leads lie in a row and gets no new ones until they press Resume. Please talk with them.',
    tellManagers: '{name} has it, and its next step was due {due}.',
    tellManagersFree: 'Nobody has taken it, and it was due {due}.',
    covered: 'You stand in for {name}.',
  },
  offer: {
    title: '{number}: it is your turn',
    text: 'Take it, or decline it with a reason. It is offered to you alone until {until}.',
    over: 'It was offered to you, and that is over.',
    /** On the card in a channel. */
    channel: 'A new lead. It is offered by turns.',
    toAll: 'to everybody',
    whyNot: 'Why not? Your turn is over then, and it is offered to the next.',
    declined: 'All right, {number} is offered to the next.',
    declinedBefore: 'You have passed on {number} already.',
    reason: {
      busy: 'No time now',
      not_my_field: 'Not my field',
      knows_them: 'I know them',
      other: 'Another reason',
    },
  },
  /** Presses of a few seconds are gathered. */
  fair: {
    asked: 'Noted. In a few seconds it is decided who gets {number}: whoever waits longest.',
    lostTitle: '{number} went to {name}',
    lostText: 'Several of you pressed, and {name} has waited longer. The next one may be yours.',
  },
  /** Who could have it, and why not the one who asks. */
  why: {
    offered: 'It was offered to {names}.',
    offeredToAll: 'Then it was offered to everybody.',
    asked: 'It was wanted by {names} at the same time.',
    free: 'It can be taken by {names}.',
    away: 'Away, or switched off from new leads: {names}.',
    full: 'With as many as allowed: {names}.',
    me: {
      other_role: 'Not by you: you do not hold the role for this stage here.',
      away: 'Not by you, since you are away.',
      full: 'Not by you, since you have as many as you may.',
      can: 'By you as well.',
      turn: 'You will be asked when it is your turn.',
      offered: 'It is your turn now.',
      let_pass: 'It was your turn, and its time passed.',
      declined: 'You passed on it: {reason}.',
      slower: 'You could have taken it; {name} was first.',
      waited_less: 'You wanted it too; {name} had waited longer.',
      given: 'It was given to {name} by a manager.',
    },
  },
  /** To managers: something of Baton itself does not go on. */
  stuck: {
    title: 'Something does not go on',
    steps: {
      one: '{count} lead has a step that is due for minutes and was not taken. Please tell whoever runs Baton.',
      other:
        '{count} leads have steps that are due for minutes and were not taken. Please tell whoever runs Baton.',
    },
    deliveries: {
      one: '{count} message waits for minutes, and nothing stands in its way. Please tell whoever runs Baton.',
      other:
        '{count} messages wait for minutes, and nothing stands in their way. Please tell whoever runs Baton.',
    },
    returns: {
      one: '{count} person should be back from an absence and is not. Please tell whoever runs Baton.',
      other: '{count} people should be back from an absence and are not. Please tell whoever runs Baton.',
    },
    updates: {
      one: '{count} message from a chat waits for minutes to be worked on. Please tell whoever runs Baton.',
      other: '{count} messages from a chat wait for minutes to be worked on. Please tell whoever runs Baton.',
    },
  },
  limit: {
    done: '{name} may have {limit} at once now, {what}.',
    general: '{name} may have as many as everybody now, {what}.',
    held: { claimed: 'in prospecting', accepted: 'in closing', accounts: 'of accounts' },
    help: 'Name the person and how many: “/baton limit Olena 5”, “/baton limit Olena closing 3”, “/baton limit Olena none” for the general limit.',
  },
  away: {
    title: 'Until when are you away?',
    text: 'New leads do not come to you till then. For any other day, and for a deputy, write it as shown above.',
    tomorrow: 'Till tomorrow',
    monday: 'Till Monday',
    week: 'For a week',
    covered: {
      one: '{deputy} stands in for you with {count} lead now.',
      other: '{deputy} stands in for you with {count} leads now.',
    },
  },
  /** A manager names who stands in for somebody who is away. */
  deputy: {
    done: '{deputy} stands in for {name} until {until}.',
    covered: { one: 'That is {count} lead now.', other: 'That is {count} leads now.' },
    back: '{name} is back already.',
    nobody: 'Nobody who is here works at the same stage as {name}. Assign the leads one by one instead.',
  },
  /** Several things at once. */
  sum: {
    yours: { one: '{count} of your leads needs you', other: '{count} of your leads need you' },
    place: { one: '{count} lead waits for somebody', other: '{count} leads wait for somebody' },
    managers: { one: '{count} lead is stuck', other: '{count} leads are stuck' },
    more: { one: '… and {count} more', other: '… and {count} more' },
    warn: '{number}: due {due}',
    remind: '{number}: was due {due}',
    wake: '{number}: back from its rest',
    callBack: '{number}: time to call, as {name} asked',
    nudge: '{number}: a manager asks after it',
    givenBack: '{number}: taken back',
    switchedOff: '{number}: taken back, and no new leads until you press Resume',
    switchedOffOther: '{number}: taken back from {name}, who gets no new leads until they press Resume',
    tellManagers: '{number}: {name}, was due {due}',
    tellManagersFree: '{number}: nobody has taken it, was due {due}',
  },
} as const;
