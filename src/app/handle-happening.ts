/**
 * Something happened on a platform that nobody asked of the bot: people leave, places close or move, doors open. Which
 * consequence each has stands beside this file, by what it happens to.
 */
import type { Happening } from '../chat/happening.ts';
import type { HappeningApp } from './happenings/once.ts';
import { personLeft, personReturned } from './happenings/person.ts';
import { placeLost, placeMoved, placeUsable } from './happenings/place.ts';
import { platformLost } from './happenings/platform.ts';
import { joinedPlace, leftPlace } from './happenings/presence.ts';
import { homeOpened, privateClosed, privateOpened } from './happenings/private-chat.ts';

/** Resolves when everything that follows is kept; when it throws, the platform is to bring it again. */
export async function handleHappening(app: HappeningApp, happening: Happening): Promise<void> {
  switch (happening.type) {
    case 'person left':
      return personLeft(app, happening);
    case 'person returned':
      return personReturned(app, happening);
    case 'person left place':
      return leftPlace(app, happening);
    case 'person joined place':
      return joinedPlace(app, happening);
    case 'private opened':
      return privateOpened(app, happening);
    case 'private closed':
      return privateClosed(app, happening);
    case 'home opened':
      return homeOpened(app, happening);
    case 'place lost':
      return placeLost(app, happening);
    case 'place usable':
      return placeUsable(app, happening);
    case 'place moved':
      return placeMoved(app, happening);
    case 'platform lost':
      return platformLost(app, happening);
    default:
      return happening satisfies never;
  }
}
