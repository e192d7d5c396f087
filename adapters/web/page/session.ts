/**
 * Where this window stands: through whose eyes, at which channel or desk, in which language, and what the frame shows.
 * The seat and the view are in the address after `#`, so each window has its own, and going back works.
 */
import type { Language } from '../../../src/core/member.ts';
import type { Frame, WireMessage } from '../wire.ts';
import { get, speakFor } from './api.ts';
import { language, loadWords } from './words.ts';

/** A channel's name, or a desk of the manager. */
export type View = string;
export const desks = ['desk:figures', 'desk:people', 'desk:places', 'desk:leads'] as const;

type Session = { frame: Frame; view: View };
let session: Session | null = null;
let turn = 0;
const listeners = new Set<(why: Why) => void>();
/** `lost`: the seat is gone, and one looks through another's eyes now. */
export type Why = 'frame' | 'view' | 'seat' | 'lost' | 'language' | 'unread';

export function frame(): Frame {
  if (session === null) throw new Error('Load the frame before looking at it.');
  return session.frame;
}

export function view(): View {
  return session?.view ?? '';
}

/** Called after the frame, the seat, the view, the language or what is unread has changed. */
export function onSession(listener: (why: Why) => void): void {
  listeners.add(listener);
}

export async function loadFrame(why: Why = 'frame'): Promise<void> {
  if (why !== 'frame') turn += 1;
  const mine = turn;
  const loaded = newest(await get<Frame>('/web/frame'));
  // Somebody moved to another seat while this was on its way: what came is of the wrong eyes.
  if (mine !== turn) return;
  speakFor(loaded.seat?.person ?? null);
  const before = session?.frame.seat ?? null;
  const isLost = why === 'frame' && before !== null && before.person !== loaded.seat?.person;
  const isNews = session === null || why !== 'frame' || isLost || !isSame(session.frame, loaded);
  session = { frame: loaded, view: possible(loaded, session?.view ?? wantedView()) };
  remember();
  if (isNews) tell(isLost ? 'lost' : why);
}

/** Looks through somebody's eyes; at a view of theirs, if one is named. */
export async function sitDown(person: string, wanted: View | null = null): Promise<void> {
  speakFor(person);
  if (session !== null) session = { ...session, view: wanted ?? '' };
  await loadFrame('seat');
}

export function lookAt(wanted: View): void {
  if (session === null) return;
  const next = possible(session.frame, wanted);
  const isNew = next !== session.view;
  session = { ...session, view: next };
  remember(isNew ? 'push' : 'replace');
  tell('view');
}

export async function speakIn(wanted: Language): Promise<void> {
  await loadWords(wanted);
  localStorage.setItem('baton.language', wanted);
  await loadFrame('language');
}

export async function beginSession(): Promise<void> {
  const kept = localStorage.getItem('baton.language');
  const preferred = document.documentElement.lang === 'uk' ? 'uk' : 'en';
  await loadWords(kept === 'en' || kept === 'uk' ? kept : preferred);
  speakFor(addressed().get('seat') ?? localStorage.getItem('baton.seat'));
  await loadFrame('seat');
  addEventListener('popstate', () => {
    const person = addressed().get('seat');
    if (session === null) return;
    if (person !== null && person !== session.frame.seat?.person) void sitDown(person, wantedView());
    else lookAt(wantedView());
  });
}

/** A message came: its channel's last position goes up, and with it what is unread. */
export function noticeMessage(message: WireMessage): void {
  if (session === null) return;
  const { frame } = session;
  const up = <T extends { channel: string; lastPosition: number }>(channel: T): T =>
    channel.channel === message.channel && channel.lastPosition < message.position
      ? { ...channel, lastPosition: message.position }
      : channel;
  session = {
    ...session,
    frame: {
      ...frame,
      channels: frame.channels.map(up),
      direct: frame.direct && up(frame.direct),
      hasHome: frame.hasHome || message.channel.startsWith('~'),
    },
  };
  tell('unread');
}

export function isUnread(channel: { readonly channel: string; readonly lastPosition: number }): boolean {
  return channel.lastPosition > Number(localStorage.getItem(readKey(channel.channel)) ?? 0);
}

export function markRead(channel: string, position: number): void {
  if (Number(localStorage.getItem(readKey(channel)) ?? 0) >= position) return;
  localStorage.setItem(readKey(channel), String(position));
  tell('unread');
}

/** Who last sat in this window with a role; the guide leads back to them. */
export function lastInRole(role: string): string | null {
  return sessionStorage.getItem(`baton.role.${role}`);
}

/** A message may have come by the live stream while the frame was being read. */
function newest(loaded: Frame): Frame {
  const known = new Map(
    (session?.frame.channels ?? []).map((channel) => [channel.channel, channel.lastPosition]),
  );
  const direct = session?.frame.direct;
  if (direct) known.set(direct.channel, direct.lastPosition);
  const up = <T extends { channel: string; lastPosition: number }>(channel: T): T => ({
    ...channel,
    lastPosition: Math.max(channel.lastPosition, known.get(channel.channel) ?? 0),
  });
  return { ...loaded, channels: loaded.channels.map(up), direct: loaded.direct && up(loaded.direct) };
}

/** What was drawn is left alone as long as it is right: somebody may be about to press it. */
function isSame(one: Frame, other: Frame): boolean {
  return JSON.stringify({ ...one, change: 0 }) === JSON.stringify({ ...other, change: 0 });
}

function readKey(channel: string): string {
  return `baton.read.${session?.frame.seat?.person ?? ''}.${channel}`;
}

function possible(frame: Frame, wanted: View): View {
  const { seat, channels, direct, hasHome } = frame;
  const open = new Set(channels.map(({ channel }) => channel));
  if (open.has(wanted) || (direct !== null && wanted === direct.channel)) return wanted;
  if (wanted === '@' && direct !== null) return direct.channel;
  if (wanted.startsWith('~') && hasHome && seat !== null) return `~${seat.person}`;
  if (seat?.roles.includes('manager') && desks.some((desk) => desk === wanted)) return wanted;
  return channels[0]?.channel ?? direct?.channel ?? '';
}

function remember(how: 'push' | 'replace' = 'replace'): void {
  if (session === null) return;
  const { seat } = session.frame;
  const words = new URLSearchParams();
  if (seat !== null) {
    words.set('seat', seat.person);
    localStorage.setItem('baton.seat', seat.person);
    for (const role of seat.roles) sessionStorage.setItem(`baton.role.${role}`, seat.person);
  }
  words.set('view', session.view.startsWith('@') ? '@' : session.view);
  const address = `#${words}`;
  if (address === location.hash) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

function addressed(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

function wantedView(): View {
  return addressed().get('view') ?? '';
}

function tell(why: Why): void {
  document.documentElement.lang = language();
  for (const listener of listeners) listener(why);
}
