/** What a channel or a desk is called on the page, and the line that tells what it is for. */
import { audiences } from '../../../src/core/member.ts';
import type { View } from './session.ts';
import { say } from './words.ts';

export function viewName(view: View): string {
  if (view.startsWith('@')) return say('page.nav.bot');
  if (view.startsWith('~')) return say('page.nav.home');
  const desk = deskOf(view);
  if (desk !== null) return say(`page.nav.${desk}`);
  const known = audiences.find((audience) => audience === view);
  return known ? say(`page.channel.${known}`) : view;
}

export function viewAbout(view: View, audience: string | undefined): string {
  if (view.startsWith('@')) return say('page.about.direct');
  if (view.startsWith('~')) return say('page.about.home');
  const desk = deskOf(view);
  if (desk !== null) return say(`page.about.${desk}`);
  const known = audiences.find((one) => one === audience);
  return known ? say(`page.about.${known}`) : '';
}

const deskNames = ['figures', 'people', 'places', 'leads'] as const;

export function deskOf(view: View): (typeof deskNames)[number] | null {
  return deskNames.find((name) => view === `desk:${name}`) ?? null;
}
