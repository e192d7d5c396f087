/**
 * Judges a floor after many deeds at once: the histories are lived through again, in the order in which they were kept and
 * in other words than the rules, and what the tables say must be what came of it.
 */
import type { LeadEvent } from '../../../src/core/event.ts';
import type { Lead } from '../../../src/core/lead.ts';
import type { Load } from '../../../src/core/member.ts';

export type Kept = { readonly lead: string; readonly revision: number; readonly body: LeadEvent };
export type Floor = {
  /** All histories together, as they were kept one after the other. */
  readonly history: readonly Kept[];
  readonly leads: readonly {
    readonly lead: Lead;
    readonly custodian: string | null;
    readonly phone: string | null;
  }[];
  readonly loads: readonly { readonly member: string; readonly held: string; readonly count: number }[];
  /** Leads of which there is an account. */
  readonly accounts: readonly string[];
  readonly limits: Load;
  /** What people were told that they have done. */
  readonly told: readonly { readonly lead: string; readonly revision: number; readonly by: string | null }[];
};
export const stateFaults = [
  'taken from under another',
  'over the limit',
  'rows that are not what happened',
  'counts that are not what people have in hand',
  'deeds told that never happened',
  'accounts too many or too few',
  'living leads with one contact',
] as const;
export type StateFault = { readonly fault: (typeof stateFaults)[number]; readonly about: string };

type Hand = { readonly member: string; readonly held: keyof Load };
type Place = 'new' | 'claimed' | 'qualified' | 'accepted' | 'converted' | 'disqualified' | 'lost';
type Story = {
  place: Place;
  hand: Hand | null;
  before: Pick<Story, 'place' | 'hand'> | null;
  closer: string;
};

const taking = {
  claimed: { from: 'new', to: 'claimed', held: 'claimed' },
  accepted: { from: 'qualified', to: 'accepted', held: 'accepted' },
  taken: { from: 'converted', to: 'converted', held: 'accounts' },
} as const;
const heldAt: Partial<Record<Place, keyof Load>> = {
  new: 'claimed',
  qualified: 'accepted',
  converted: 'accounts',
};
const freedTo: Partial<Record<Place, Place>> = {
  claimed: 'new',
  accepted: 'qualified',
  converted: 'converted',
};

export function checkStates(floor: Floor): readonly StateFault[] {
  const faults: StateFault[] = [];
  const stories = new Map<string, Story>();
  const counts = new Map<string, number>();
  const find = (fault: StateFault['fault'], about: string) => void faults.push({ fault, about });
  const count = ({ member, held }: Hand, by: number) => {
    const key = `${member} ${held}`;
    counts.set(key, (counts.get(key) ?? 0) + by);
    return counts.get(key) ?? 0;
  };
  function put(story: Story, place: Place, hand: Hand | null): number {
    if (story.hand) count(story.hand, -1);
    [story.place, story.hand] = [place, hand];
    return hand ? count(hand, 1) : 0;
  }
  /** Into somebody's hands by their own wish: there must be room. */
  function take(story: Story, place: Place, hand: Hand, about: string): void {
    if (put(story, place, hand) > floor.limits[hand.held]) find('over the limit', about);
  }

  for (const { lead, revision, body } of floor.history) {
    const about = `${lead} ${revision} ${body.type} ${body.by}`;
    const by = body.by ?? '';
    if (body.type === 'received') {
      stories.set(lead, { place: 'new', hand: null, before: null, closer: '' });
      continue;
    }
    const story = stories.get(lead);
    if (!story) {
      find('rows that are not what happened', about);
      continue;
    }
    switch (body.type) {
      case 'claimed':
      case 'accepted':
      case 'taken': {
        const { from, to, held } = taking[body.type];
        if (story.place !== from || story.hand !== null) find('taken from under another', about);
        take(story, to, { member: by, held }, about);
        if (to === 'accepted') story.closer = by;
        break;
      }
      case 'released':
      case 'vacated':
      case 'expired': {
        const whose = body.type === 'released' ? by : body.member;
        if (story.hand?.member !== whose) find('taken from under another', about);
        put(story, freedTo[story.place] ?? story.place, null);
        break;
      }
      case 'qualified':
        if (story.place !== 'claimed' || story.hand?.member !== by) find('taken from under another', about);
        put(story, 'qualified', null);
        break;
      case 'converted':
        if (story.place !== 'accepted' || story.hand?.member !== by) find('taken from under another', about);
        put(story, 'converted', null);
        break;
      case 'returned':
        if (story.place !== 'qualified' && story.place !== 'accepted')
          find('taken from under another', about);
        if (body.to === null) put(story, 'new', null);
        else take(story, 'claimed', { member: body.to, held: 'claimed' }, about);
        break;
      case 'assigned': {
        if ((story.hand?.member ?? null) !== body.from) find('taken from under another', about);
        // The manager knows, and answers for it: no limit.
        const held = story.hand?.held ?? heldAt[story.place] ?? 'claimed';
        const place = held === 'claimed' ? 'claimed' : held === 'accepted' ? 'accepted' : 'converted';
        put(story, place, { member: body.to, held });
        if (place === 'accepted') story.closer = body.to;
        break;
      }
      case 'disqualified':
      case 'lost':
        story.before = { place: story.place, hand: story.hand };
        put(story, body.type, null);
        break;
      case 'reopened': {
        const back: Pick<Story, 'place' | 'hand'> | null =
          story.place === 'converted'
            ? { place: 'accepted', hand: { member: story.closer, held: 'accepted' } }
            : story.before;
        if (back) put(story, back.place, back.hand);
        else find('taken from under another', about);
        break;
      }
      default:
        // Notes, touches and reminders move nothing.
        break;
    }
  }

  const last = new Map(floor.history.map(({ lead, revision }) => [lead, revision]));
  const phones = new Map<string, string>();
  const accounts = new Set(floor.accounts);
  if (accounts.size < floor.accounts.length) find('accounts too many or too few', 'the same lead twice');
  for (const { lead, custodian, phone } of floor.leads) {
    const story = stories.get(lead.ref);
    const isSame =
      story?.place === lead.stage &&
      (story.hand?.member ?? null) === custodian &&
      last.get(lead.ref) === lead.revision;
    if (!isSame) find('rows that are not what happened', lead.ref);
    if ((lead.stage === 'converted') !== accounts.has(lead.ref)) {
      find('accounts too many or too few', lead.ref);
    }
    if (lead.stage === 'disqualified' || lead.stage === 'lost' || phone === null) continue;
    const other = phones.get(phone);
    if (other !== undefined) find('living leads with one contact', `${other} ${lead.ref}`);
    phones.set(phone, lead.ref);
  }
  for (const { member, held, count: kept } of floor.loads) {
    if (kept !== (counts.get(`${member} ${held}`) ?? 0)) {
      find('counts that are not what people have in hand', `${member} ${held}: ${kept}`);
    }
    counts.delete(`${member} ${held}`);
  }
  for (const [key, rest] of counts) {
    if (rest !== 0) find('counts that are not what people have in hand', `${key}: none kept, ${rest}`);
  }
  const happened = new Map(floor.history.map((kept) => [`${kept.lead} ${kept.revision}`, kept.body.by]));
  for (const { lead, revision, by } of floor.told) {
    if (happened.get(`${lead} ${revision}`) !== by) {
      find('deeds told that never happened', `${lead} ${revision} ${by}`);
    }
  }
  return faults;
}
