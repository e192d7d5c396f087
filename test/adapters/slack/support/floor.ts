/** A team on Slack with the real program: who is there, how they came in, and what they do with their own hands. */
import type { Running } from '../../../support/run-baton.ts';
import { emptyFolder, environmentOf, runBaton } from '../../../support/run-baton.ts';
import type { Typed } from '../../../support/slack/fill-in.ts';
import type { Done, Submitted } from '../../../support/slack/hands.ts';
import type { SeenMessage } from '../../../support/slack/look.ts';
import { openSlack } from '../../../support/slack/open-slack.ts';
import type { SlackOptions, SlackStandIn } from '../../../support/slack/open-slack.ts';

export type FloorOptions = SlackOptions & {
  readonly environment?: Readonly<Record<string, string>>;
  /** In a process of its own, or here, where a test can lay hands on its database. */
  readonly start?: (environment: NodeJS.ProcessEnv) => Promise<Running>;
};
export type Floor = Awaited<ReturnType<typeof openFloor>>;

/** How the program is told of the stand-in. */
export function settingsOf(slack: SlackStandIn): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...(slack.mode === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
  };
}

/** A Baton that nobody has spoken to yet, and a workspace with five people in it. */
export async function openFloor(options: FloorOptions = {}) {
  const folder = await emptyFolder();
  const slack = await openSlack({ retriesAfterMs: [0, 500, 1000], ...options });
  const environment = environmentOf(folder.path, { ...settingsOf(slack), ...options.environment });
  const { start = runBaton } = options;
  let baton = await start(environment);
  const { port } = new URL(baton.url);
  slack.listensAt(`${baton.url}/slack/events`);
  const { record } = slack;
  if (slack.mode === 'socket') await record.until('a connection', () => slack.connections() > 0);
  const people = {
    mo: slack.addPerson({ name: 'Mo' }),
    ana: slack.addPerson({ name: 'Ana' }),
    ben: slack.addPerson({ name: 'Ben' }),
    cleo: slack.addPerson({ name: 'Cleo' }),
    dan: slack.addPerson({ name: 'Dan' }),
  };
  return {
    slack,
    people,
    hands: handsOn(slack),
    baton: () => baton,
    /** Stops it with a signal, and starts it anew on the same data and port. */
    async restart(signal: NodeJS.Signals = 'SIGTERM') {
      await baton.stop(signal);
      baton = await start({ ...environment, PORT: port });
    },
    async close() {
      await baton.stop();
      await slack.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A floor where everybody has come in, with a channel for prospectors and one for closers. */
export async function openTeam(options: FloorOptions = {}) {
  const floor = await openFloor(options);
  const { slack, people, hands } = floor;
  await hands.takeOver(people.mo, floor.baton());
  await hands.bring(people.mo, people.ana, 'Ana', 'prospector');
  await hands.bring(people.mo, people.ben, 'Ben', 'prospector');
  await hands.bring(people.mo, people.cleo, 'Cleo', 'closer');
  const members = Object.values(people);
  const prospectors = slack.addChannel({ name: 'prospectors', members });
  const closers = slack.addChannel({ name: 'closers', members, isPrivate: true });
  await hands.bind(people.mo, prospectors, 'prospectors');
  await hands.bind(people.mo, closers, 'closers');
  type Member = { readonly id: string; readonly name: string; readonly roles: readonly string[] };
  async function memberWho(is: (member: Member) => boolean): Promise<string> {
    const { items }: { items: readonly Member[] } = await (await floor.baton().api('/api/members')).json();
    return items.find(is)?.id ?? '';
  }
  let sent = 0;
  return {
    ...floor,
    prospectors,
    closers,
    /** A new lead over HTTP, with a contact that is looked for everywhere. */
    async sendLead(): Promise<{ readonly number: string; readonly phone: string }> {
      sent += 1;
      const phone = `+38067${String(2_000_000 + sent * 1_111).padStart(7, '0')}`;
      const name = `Zoriana Bondar ${sent}`;
      slack.mark([phone, name]);
      const body = JSON.stringify({ name, phone, source: 'website' });
      const answer = await floor.baton().api('/api/leads', { method: 'POST', body });
      if (answer.status !== 201) throw new Error(`The lead was answered with ${answer.status}.`);
      const { number }: { number: string } = await answer.json();
      return { number, phone };
    },
    /** The cards of one lead in a channel, the newest last. */
    cardsOf: (channel: string, number: string): readonly SeenMessage[] =>
      slack.look.channel(channel).filter(({ text }) => text.includes(number)),
    memberCalled: (name: string): Promise<string> => memberWho((member) => member.name === name),
    manager: (): Promise<string> => memberWho(({ roles }) => roles.includes('manager')),
  };
}

export function handsOn(slack: SlackStandIn) {
  const { record, look } = slack;

  /** What a person is shown of what they did; a failure before their eyes is an error here, too. */
  async function answer(person: string, { ok, status, seq }: Done): Promise<string> {
    if (!ok) throw new Error(`Slack told ${person} that it failed: ${status}.`);
    const shown = await record.until(`an answer to ${person}`, () =>
      record.shown.find((one) => one.seq > seq && one.person === person && !silent.has(one.kind)),
    );
    return shown.text;
  }

  /** The newest message with a button of this verb. */
  const withButton = (messages: readonly SeenMessage[], verb: string) =>
    messages.findLast(({ buttons }) => buttons.some(is(verb)));

  async function pressOn(
    person: string,
    what: string,
    see: () => readonly SeenMessage[],
    verb: string,
  ): Promise<string> {
    const card = await record.until(`${verb} in ${what}`, () => withButton(see(), verb));
    const button = card.buttons.find(is(verb))?.code ?? '';
    return answer(person, await slack.hands.press(person, card, button));
  }

  return {
    answer,
    withButton,
    /** Types `/baton …` in a channel, or with the bot alone. */
    ask: async (person: string, text: string, channel: string | null = null): Promise<string> =>
      answer(person, await slack.hands.type(person, channel, `/baton ${text}`)),
    /** Writes to the bot, without a slash. */
    say: async (person: string, text: string): Promise<string> =>
      answer(person, await slack.hands.say(person, text)),
    /** Waits for a card with this button in a channel, or in the person's own conversation, and presses it. */
    press: (person: string, channel: string, verb: string) =>
      pressOn(person, channel, () => look.channel(channel, person), verb),
    pressMine: (person: string, verb: string, number = '') =>
      pressOn(
        person,
        'their messages',
        () => look.direct(person).filter(({ text }) => text.includes(number)),
        verb,
      ),
    /** Fills in the open modal: what is named as told, what is needed besides as its kind wants it. */
    async fill(
      person: string,
      typed: Readonly<Record<string, Typed>> = {},
    ): Promise<Submitted & { readonly said: string }> {
      const modal = look.modal(person);
      if (!modal) throw new Error(`No modal stands open before ${person}.`);
      const needed = modal.fields
        .filter(({ required, value }) => required && (value === null || value.length === 0))
        .map(({ actionId, type, choices }): [string, Typed] => [actionId, somethingIn(type, choices)]);
      const done = await slack.hands.submit(person, { ...Object.fromEntries(needed), ...typed });
      return { ...done, said: done.outcome === 'closed' ? await answer(person, done) : '' };
    },
    /** The first manager comes in with the code that the terminal shows. */
    async takeOver(person: string, baton: Running): Promise<void> {
      const code = /\/baton manager (\S+)/.exec(baton.printed())?.[1] ?? '';
      await this.ask(person, `manager ${code}`);
    },
    /** A manager invites somebody; they come by the code. Answers what the newcomer hears. */
    async bring(manager: string, person: string, name: string, roles: string): Promise<string> {
      const said = await this.ask(manager, `invite ${name} ${roles}`);
      const code = /\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b/.exec(said)?.[0] ?? '';
      return this.say(person, `join ${code}`);
    },
    /** What a channel is for, said in it. */
    bind(manager: string, channel: string, audience: string): Promise<string> {
      return this.ask(manager, `here ${audience}`, channel);
    },
  };
}

const silent: ReadonlySet<string> = new Set(['modal closed', 'home']);

const is =
  (verb: string) =>
  ({ code }: { readonly code: string }) =>
    code.startsWith(`${verb}:`);

function somethingIn(type: string, choices: readonly { readonly value: string }[]): Typed {
  const [first] = choices;
  if (first) return type === 'checkboxes' || type.startsWith('multi_') ? [first.value] : first.value;
  if (type === 'number_input') return '48000';
  return type === 'datepicker' ? '2026-12-01' : '45000';
}
