/** Moments in the reader's own zone, with how far away they are; kept right while the page stands open. */
import { el } from './dom.ts';
import { language, say } from './words.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Makes a `<time>` that tells itself anew as time goes by. `due` turns red when it is past. */
export function timeOf(at: number, look: 'clock' | 'relative' | 'due' | 'full'): HTMLTimeElement {
  const time = el('time', { datetime: new Date(at).toISOString(), 'data-look': look, title: full(at) });
  tell(time);
  return time;
}

export function keepTimes(): void {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[data-look]')) {
      if (time instanceof HTMLTimeElement) tell(time);
    }
  }, 15_000);
}

/** "24 Nov, 14:30" */
export function full(at: number): string {
  return format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
}

export function clock(at: number): string {
  return format({ hour: '2-digit', minute: '2-digit' }).format(at);
}

/** "Today", "Yesterday", "Monday 24 November": the line between two days of messages. */
export function dayOf(at: number): string {
  const days = Math.round((startOfDay(at) - startOfDay(Date.now())) / dayMs);
  if (days === 0 || days === -1) {
    const said = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
    return said.charAt(0).toLocaleUpperCase(language()) + said.slice(1);
  }
  return format({ weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

function tell(time: HTMLTimeElement): void {
  const at = Date.parse(time.dateTime);
  const { look } = time.dataset;
  if (look === 'clock') time.textContent = clock(at);
  else if (look === 'relative') time.textContent = relative(at);
  else time.textContent = `${near(at)} · ${relative(at)}`;
  time.classList.toggle('is-past', look === 'due' && at < Date.now());
}

function near(at: number): string {
  return startOfDay(at) === startOfDay(Date.now()) ? clock(at) : full(at);
}

function relative(at: number): string {
  const away = at - Date.now();
  const said = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  const far = Math.abs(away);
  if (far < minuteMs) return say('names.ago.now');
  if (far < hourMs) return said.format(Math.round(away / minuteMs), 'minute');
  if (far < dayMs) return said.format(Math.round(away / hourMs), 'hour');
  return said.format(Math.round(away / dayMs), 'day');
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'uk', options);
}
