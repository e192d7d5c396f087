/** All sentences in English, by area. */
import { api } from './api.ts';
import { cards } from './cards.ts';
import { clock } from './clock.ts';
import { delivery } from './delivery.ts';
import { digest } from './digest.ts';
import { forms } from './forms.ts';
import { happenings } from './happenings.ts';
import { history } from './history.ts';
import { home } from './home.ts';
import { imports } from './imports.ts';
import { inbox } from './inbox.ts';
import { names } from './names.ts';
import { page } from './page.ts';
import { people } from './people.ts';
import { plan } from './plan.ts';
import { replies } from './replies.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { terminal } from './terminal.ts';

export const en = {
  names,
  cards,
  clock,
  replies,
  history,
  home,
  imports,
  inbox,
  delivery,
  happenings,
  digest,
  forms,
  people,
  plan,
  page,
  slack,
  telegram,
  terminal,
  api,
} as const;
