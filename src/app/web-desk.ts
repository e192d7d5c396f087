/**
 * What the web page's desk is made of: the seats, the channels, and what a manager does there. It fits the page's
 * `Desk` by its shape; the app knows no adapter. No answer holds a contact.
 */
import { custodianOf } from '../core/lead.ts';
import type { MemberId, Moment, Stage } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { languages, roles } from '../core/member.ts';
import type { Audience, Language, Load, Platform, Role } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import { listHappened } from '../storage/has-happened.ts';
import { BadCursor, listLeads } from '../storage/list-leads.ts';
import { findMember, listMembers, saveMember, type HeldRole } from '../storage/members.ts';
import { insertPlace, listPlaces as listStoredPlaces } from '../storage/places.ts';
import { redrawCards } from '../storage/redraw.ts';
import { speak } from '../words/say.ts';
import type { SentenceKey } from '../words/say.ts';
import type { App } from './app.ts';
import { deskFigures } from './desk/figures.ts';
import { runBulk, type BulkDeed, type BulkLead } from './desk/bulk.ts';
import { isOurs } from './desk/is-ours.ts';
import { grantsChanged, mayGrant } from './desk/may-change.ts';
import { moveAll, previewMove, type Move } from './desk/move-all.ts';
import type { NamedPeriod } from './digests/read-digest.ts';
import { invite } from './people/invite.ts';
import { changeMember, createMember, listPeople, type PersonChanged } from './people/members.ts';
import type { PublicPerson } from './people/person-of.ts';
import { sayProblems } from './people/problem.ts';
import { dismissSampleTeam } from './people/sample-team.ts';
import { bindPlace, listPlaces, unbindPlace } from './places.ts';
import { receiveSampleLead } from './sample-lead.ts';

/** Who sits at the desk, as far as is needed here. */
type By = { readonly member: MemberId; readonly language: Language; readonly isSample: boolean };
type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly says: string };
type Changes = {
  readonly name?: string;
  readonly grants?: readonly HeldRole[];
  readonly language?: Language;
  readonly isActive?: boolean;
};

export function makeDesk(app: App) {
  const { db } = app.database;
  /** Other windows show people and places, too. */
  const heard = async <T>(doing: Promise<T>): Promise<T> => {
    const done = await doing;
    app.wake();
    return done;
  };
  return {
    async seats() {
      const people = await listPeople(app);
      return people
        .flatMap((person) => {
          const { web } = person.identities;
          return person.active && web !== undefined && !person.suspended.includes('web')
            ? [seatOf(person, web)]
            : [];
        })
        .sort(inOrder);
    },

    async channels() {
      const places = await listStoredPlaces(db, { platform: 'web' });
      return [...Map.groupBy(places, ({ channel }) => channel)].map(([channel, bound]) => ({
        channel,
        audiences: [...new Set(bound.map(({ audience }) => audience))],
        directions: [...new Set(bound.flatMap(({ direction }) => (direction === null ? [] : [direction])))],
      }));
    },

    company(language: Language) {
      const { company, directions } = app.playbook();
      return {
        name: company,
        directions: Object.entries(directions).map(([id, { name, reasons }]) => ({
          id,
          name: name[language],
          reasons: reasons.disqualify.map((reason) => ({ id: reason.id, label: reason.label[language] })),
        })),
      };
    },

    async happened() {
      const types = ['received', 'claimed', 'qualified', 'accepted', 'converted', 'taken'] as const;
      const found = new Set<string>(await listHappened(db, types));
      return {
        received: found.has('received'),
        claimed: found.has('claimed'),
        qualified: found.has('qualified'),
        accepted: found.has('accepted'),
        converted: found.has('converted'),
        taken: found.has('taken'),
      };
    },

    async speak(seat: By, language: Language) {
      if (!seat.isSample) {
        if (seat.language !== language) await saveMember(db, seat.member, { language });
        return;
      }
      await speakToSampleTeam(app, language);
    },

    async sampleLead(language: Language): Promise<Outcome<{ ref: string; number: string }>> {
      const { ref, number } = await receiveSampleLead(app, language);
      return { ok: true, value: { ref, number: formatNumber(number) } };
    },

    async people() {
      const [people, members] = [(await listPeople(app)).toSorted(inOrder), await listMembers(db)];
      const loads = new Map(members.map(({ id, load }) => [id, load]));
      return [...people.filter(({ active }) => active), ...people.filter(({ active }) => !active)].map(
        (person) => deskPersonOf(person, loads.get(person.id)),
      );
    },

    async addPerson(by: By, input: Required<Omit<Changes, 'isActive'>>) {
      if (!(await mayGrant(app, by.member, input.grants))) return othersDirection(by);
      // Somebody who is added on the page can be looked through there at once; a code connects them elsewhere.
      const web = app.random.id('web');
      return personOutcome(await heard(createMember(app, { ...input, identities: { web } })), by);
    },

    async changePerson(by: By, id: MemberId, { isActive, ...changes }: Changes) {
      const person = await findMember(db, id);
      if (!person) return unknownPerson(by);
      const { name = person.name, language = person.language } = changes;
      const isWhole = isActive !== undefined || name !== person.name || language !== person.language;
      const touched = [
        ...(changes.grants === undefined ? [] : grantsChanged(person.roles, changes.grants)),
        // Whoever leaves loses all roles in effect, and whoever comes back has them again; a name holds wherever they work.
        ...(isWhole ? person.roles : []),
      ];
      if (!(await mayGrant(app, by.member, touched))) return othersDirection(by);
      const input = {
        ...changes,
        ...(isActive === undefined ? {} : { active: isActive }),
        // Whoever comes back gets a seat on the page again; leaving has taken it.
        ...(isActive === true && !person.active ? { identities: { web: app.random.id('web') } } : {}),
      };
      return personOutcome(await heard(changeMember(app, id, input, { by: by.member, via: 'web' })), by);
    },

    async invite(by: By, id: MemberId): Promise<Outcome<{ code: string; expiresAt: Moment }>> {
      const person = await findMember(db, id);
      if (!person) return unknownPerson(by);
      // Whoever has the code is that person, with all that they may do.
      if (!(await mayGrant(app, by.member, person.roles))) return othersDirection(by);
      const invited = await invite(app, { member: id, by: by.member });
      return invited === null ? unknownPerson(by) : { ok: true, value: invited };
    },

    async dismissSampleTeam(by: By): Promise<Outcome<{ count: number }>> {
      if (!(await mayGrant(app, by.member, [{ direction: null }]))) return othersDirection(by);
      const sent = await heard(dismissSampleTeam(app, { by: by.member, via: 'web' }));
      return sent.ok
        ? { ok: true, value: { count: sent.count } }
        : { ok: false, says: sent.refused.says[by.language] };
    },

    places: () => listPlaces(app),

    async bind(by: By, place: PlaceWanted): Promise<Outcome<DeskPlace>> {
      if (!(await mayGrant(app, by.member, [place]))) return othersDirection(by);
      const bound = await heard(bindPlace(app, { ...place, platform: 'web' }));
      return bound.ok
        ? { ok: true, value: bound.place }
        : { ok: false, says: sayProblems(bound.problems, by.language) };
    },

    async unbind(by: By, id: string): Promise<Outcome<null>> {
      const place = (await listStoredPlaces(db)).find((known) => known.id === id);
      if (place && !(await mayGrant(app, by.member, [place]))) return othersDirection(by);
      return (await heard(unbindPlace(app, id)))
        ? { ok: true, value: null }
        : { ok: false, says: speak(by.language)('page.problems.unknownPlace') };
    },

    previewMove: (by: By, move: Move) => previewMove(app, by, move),
    moveAll: (by: By, move: Move & { readonly cursor: string | null }) => heard(moveAll(app, by, move)),
    bulk: (by: By, deed: BulkDeed, leads: readonly BulkLead[]) => heard(runBulk(app, by, deed, leads)),
    isOurs: (by: By, phone: string) => isOurs(app, by, phone),

    figures: (by: By, period: NamedPeriod) => deskFigures(app, by, period),

    async leads({ stage, cursor }: { readonly stage: Stage | null; readonly cursor: string | null }) {
      const asked = { ...(stage === null ? {} : { stage }), limit: leadsAtOnce };
      try {
        const page = await listLeads(db, { ...asked, cursor });
        return { items: page.items.map(deskLeadOf), next: page.next };
      } catch (error) {
        // A cursor that no page has given was made up: begin at the beginning.
        if (!(error instanceof BadCursor)) throw error;
        const page = await listLeads(db, asked);
        return { items: page.items.map(deskLeadOf), next: page.next };
      }
    },
  };
}

type PlaceWanted = {
  readonly channel: string;
  readonly audience: Audience;
  readonly direction: string | null;
  readonly language: Language;
};
type DeskPlace = PlaceWanted & { readonly id: string; readonly platform: Platform };

const leadsAtOnce = 30;
const redrawAtMost = 200;

/** The made-up people and their channels change together, so that whoever tries Baton sees all of it in one language. */
async function speakToSampleTeam(app: App, language: Language): Promise<void> {
  const { db } = app.database;
  const members = await listMembers(db, { active: true });
  const sample = members.filter((member) => member.sample && member.language !== language);
  for (const { id, name } of sample)
    await saveMember(db, id, { language, name: sampleNameIn(language, name) });
  // With real people in the team the channels are theirs.
  if (members.some((member) => !member.sample)) return;
  const places = await listStoredPlaces(db, { platform: 'web' });
  const others = places.filter((place) => place.language !== language);
  for (const { problem: _, ...place } of others) await insertPlace(db, { ...place, language });
  if (sample.length + others.length === 0) return;
  await redrawCards(db, { platform: 'web', atMost: redrawAtMost, now: app.clock.now() });
  app.wake();
}

type Named = { readonly name: string; readonly roles: readonly Role[] };

/** In the order of the conveyor; managers, who hold everything together, at the end. */
function inOrder(one: Named, other: Named): number {
  return rankOf(one.roles) - rankOf(other.roles) || one.name.localeCompare(other.name, ['uk', 'en']);
}

function rankOf(held: readonly Role[]): number {
  return held.length === 0 ? roles.length : Math.min(...held.map((role) => roles.indexOf(role)));
}

/** What a made-up person is called in a language; a name that somebody gave them stays. */
function sampleNameIn(language: Language, name: string): string {
  const known = sampleNames.find((key) => languages.some((other) => speak(other)(key) === name));
  return known === undefined ? name : speak(language)(known);
}

const sampleNames = [
  'people.sample.prospectorOne',
  'people.sample.prospectorTwo',
  'people.sample.closerOne',
  'people.sample.closerTwo',
  'people.sample.accountManager',
  'people.sample.manager',
] as const satisfies readonly SentenceKey[];

function seatOf(person: PublicPerson, web: string) {
  return {
    person: web,
    member: person.id,
    name: person.name,
    roles: person.roles,
    language: person.language,
    timeZone: person.timeZone,
    isSample: person.sample,
    isAway: person.away !== undefined,
  };
}

function deskPersonOf(person: PublicPerson, load?: Load) {
  return {
    id: person.id,
    name: person.name,
    roles: person.grants,
    language: person.language,
    isActive: person.active,
    isAway: person.away !== undefined,
    isSample: person.sample,
    held: load === undefined ? 0 : load.claimed + load.accepted + load.accounts,
    platforms: (['slack', 'telegram', 'web'] as const).filter(
      (platform) => person.identities[platform] !== undefined,
    ),
  };
}

function deskLeadOf({ lead, names }: LeadView) {
  const custodian = custodianOf(lead);
  return {
    ref: lead.ref,
    number: formatNumber(lead.number),
    stage: lead.stage,
    direction: lead.direction,
    source: lead.source,
    custodian: custodian === null ? null : (names[custodian] ?? null),
    dueAt: lead.dueAt,
    receivedAt: lead.receivedAt,
  };
}

function personOutcome(
  changed: PersonChanged,
  by: By,
): Outcome<ReturnType<typeof deskPersonOf> & { readonly released: number }> {
  const { language } = by;
  if (changed.ok) return { ok: true, value: { ...deskPersonOf(changed.person), released: changed.released } };
  if ('problems' in changed) return { ok: false, says: sayProblems(changed.problems, language) };
  if ('refused' in changed) return { ok: false, says: changed.refused.says[language] };
  return unknownPerson(by);
}

function unknownPerson({ language }: By) {
  return { ok: false, says: speak(language)('page.problems.unknownPerson') } as const;
}

function othersDirection({ language }: By) {
  return { ok: false, says: speak(language)('page.bulk.otherDirection') } as const;
}
