/** Answers to typed requests, and to people who may not ask. */
export const inbox = {
  unknownAsk: 'I do not know “{text}”. This is what I can do:',
  notKnown: 'I do not know you yet, {name}. Ask a manager for a code and send me “join CODE”.',
  privateOnly: 'Please write “{text}” to me in our private chat.',
  nothingFree: 'There is nothing free now. I will post the next lead as soon as it comes.',
  nothingFound: 'I found nothing for “{text}”.',
  findWhat: 'What shall I look for? Write “find” and a number, a name, a phone or a company.',
  whichLead: 'Which lead? Write its number, for example “{ask} L-1042”.',
  noSuchLead: 'I know no lead {number}.',
  nothingMine: 'Your hands are free. Write “next” and I will give you a lead.',
  added: '{number} is added.',
  addedKnown: 'This contact is known already: {number}.',
  notForYou: 'That is for managers.',
  cancelled: 'Cancelled. Nothing was changed.',
} as const;
