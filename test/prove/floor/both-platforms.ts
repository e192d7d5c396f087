/**
 * A sales floor on Slack and Telegram at once, for proofs: both stand-ins in the proof's own process, where they keep
 * the only truth about what people saw, and the real program beside it, in one process or several behind one door.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '../../bench/create-database.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { openSlack } from '../../support/slack/open-slack.ts';
import type { SlackStandIn } from '../../support/slack/open-slack.ts';
import { withoutBudgets } from './chats.ts';
import { openTelegram } from '../../support/telegram/index.ts';
import type { TelegramStandIn } from '../../support/telegram/index.ts';
import { openFrontDoor } from './front-door.ts';
import type { FrontDoor } from './front-door.ts';
import { send, withoutLimits } from './sales-floor.ts';

export type Floor = AsyncDisposable & {
  readonly slack: SlackStandIn;
  readonly telegram: TelegramStandIn;
  readonly door: FrontDoor;
  /** Those that run now; a proof may stop one and start another in its place. */
  readonly batons: Running[];
  readonly environment: NodeJS.ProcessEnv;
  readonly channel: string;
  readonly group: number;
  readonly people: readonly Member[];
  /** Somebody who answers for the floor over the API. */
  baton(): Running;
  addMember(name: string, on: OnPlatforms, role?: Role): Promise<Member>;
  bind(platform: 'slack' | 'telegram', channel: string | number, audience: string): Promise<void>;
  start(): Promise<Running>;
};

export type Member = {
  readonly id: string;
  readonly name: string;
  readonly slack: string | null;
  readonly telegram: number | null;
};
type OnPlatforms = { readonly slack: boolean; readonly telegram: boolean };
type Role = 'prospector' | 'closer' | 'account_manager' | 'manager';

export type FloorOptions = {
  readonly databaseUrl?: string | null;
  readonly processes?: number;
  readonly rates?: 'off' | 'real';
  /** Whether the program keeps to the platforms' limits: only where that is what is proven. */
  readonly isPaced?: boolean;
  readonly people?: readonly (readonly [name: string, on: OnPlatforms])[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly playbook?: string;
  readonly random?: () => number;
};

export const onBoth = { slack: true, telegram: true } as const;
const usual: NonNullable<FloorOptions['people']> = [
  ['Alma', onBoth],
  ['Borys', onBoth],
  ['Cyril', onBoth],
];
const publicOrigin = 'https://baton.example';

export async function openFloor(options: FloorOptions = {}): Promise<Floor> {
  const { processes = 1, rates = 'off', isPaced = false, databaseUrl = null } = options;
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await emptyFolder());
  const database = databaseUrl === null ? null : opened.use(await createDatabase(databaseUrl));
  const slack = await openSlack({
    rates,
    retriesAfterMs: [0, 500, 1_000],
    ...(options.random ? { random: options.random } : {}),
  });
  opened.defer(() => slack.close());
  const telegram = await openTelegram({ mode: 'webhook', rates });
  opened.defer(() => telegram.close());
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, options.playbook ?? withoutLimits);
  const environment = environmentOf(join(folder.path, 'data'), {
    PLAYBOOK: playbook,
    WEB: 'off',
    LOG_LEVEL: 'warn',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ...telegram.settings,
    ...(database ? { DATABASE_URL: database.url } : {}),
    ...(isPaced ? {} : { NODE_OPTIONS: `--import=${withoutBudgets.href}` }),
    ...options.environment,
  });
  const batons: Running[] = [];
  opened.defer(async () => void (await Promise.all(batons.map((one) => one.stop()))));
  const start = () => runBaton(environment);
  for (let index = 0; index < processes; index += 1) batons.push(await start());
  const door = opened.use(await openFrontDoor(() => batons.map(({ url }) => url)));
  telegram.route(publicOrigin, door.url);
  slack.listensAt(`${door.url}/slack/events`);

  const baton = () => {
    const [first] = batons;
    if (!first) throw new Error('No process of the program runs.');
    return first;
  };
  const channel = slack.addChannel({ name: 'prospectors' });
  // Whoever made the group; nobody that the program knows.
  const owner = telegram.addPerson({ name: 'Owner', language: 'en' });
  const group = telegram.addGroup({ title: 'Prospectors', members: [owner] });
  await untilConnected(baton());

  async function addMember(name: string, on: OnPlatforms, role: Role = 'prospector'): Promise<Member> {
    const onSlack = on.slack ? slack.addPerson({ name }) : null;
    const onTelegram = on.telegram ? telegram.addPerson({ name, language: 'en' }) : null;
    const identities = {
      ...(onSlack === null ? {} : { slack: onSlack }),
      ...(onTelegram === null ? {} : { telegram: String(onTelegram) }),
    };
    const made = await send(baton(), '/api/members', { name, roles: [role], language: 'en', identities });
    if (onSlack !== null) slack.deeds.join(channel, onSlack);
    if (onTelegram !== null) {
      telegram.join({ chat: group, person: onTelegram });
      // A bot may write to those alone who have pressed Start.
      telegram.start({ person: onTelegram });
    }
    return { id: String(made['id']), name, slack: onSlack, telegram: onTelegram };
  }
  async function bind(platform: 'slack' | 'telegram', where: string | number, audience: string) {
    await send(baton(), '/api/places', { platform, channel: String(where), audience });
  }

  const people: Member[] = [];
  for (const [name, on] of options.people ?? usual) people.push(await addMember(name, on));
  await bind('slack', channel, 'prospectors');
  await bind('telegram', group, 'prospectors');
  await telegram.until('everybody is greeted', () =>
    people.every((one) => one.telegram === null || telegram.cards(one.telegram).length > 0),
  );

  const moved = opened.move();
  return {
    slack,
    telegram,
    door,
    batons,
    environment,
    channel,
    group,
    people,
    baton,
    addMember,
    bind,
    start,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

const connectingMs = 60_000;

export async function untilConnected(baton: Running): Promise<void> {
  for (let waited = 0; waited < connectingMs; waited += 100) {
    const told = await (await fetch(`${baton.url}/readyz`)).text();
    if (!/"platform_(?:connecting|refused|unreachable|failed)/u.test(told)) return;
    await pause(100);
  }
  throw new Error('The platforms were not reached.');
}

export type Lead = {
  readonly index: number;
  readonly ref: string;
  readonly number: string;
  readonly email: string;
};

/** The n-th lead writes from an address by which its contact is recognised wherever it is shown. */
export async function sendLead(floor: Floor, index: number, more: object = {}): Promise<Lead> {
  const email = `lead-${index}@prove.example`;
  const body = { name: `Somebody ${index}`, email, ...more };
  const made = await send(floor.baton(), '/api/leads', body);
  const { ref, number } = made;
  if (typeof ref !== 'string' || typeof number !== 'string') throw new Error('A lead was not taken in.');
  floor.slack.mark([email]);
  floor.telegram.secret(email);
  return { index, ref, number, email };
}

/** A card as it stands in a place, on either platform. */
export type PlaceCard = {
  readonly platform: 'slack' | 'telegram';
  readonly message: string;
  readonly text: string;
  readonly codes: readonly string[];
  readonly at: number;
};

export function cardsIn({ slack, telegram, channel, group }: Floor): readonly PlaceCard[] {
  return [
    ...slack.look.channel(channel).map(({ message, text, buttons, at }) => ({
      platform: 'slack' as const,
      message,
      text,
      codes: buttons.map(({ code }) => code),
      at,
    })),
    ...telegram.cards(group).map(({ message, text, buttons, sentAt }) => ({
      platform: 'telegram' as const,
      message: String(message),
      text,
      codes: buttons.map(({ code }) => code),
      at: sentAt,
    })),
  ];
}

/** The numbers of the leads that a card names. */
export const numbersOn = (card: PlaceCard): readonly string[] => card.text.match(/L-\d+/gu) ?? [];

export const isAbout = (card: PlaceCard, lead: Lead): boolean => numbersOn(card).includes(lead.number);

export type Said = { readonly text: string; readonly isTaken: boolean };
const answerMs = 15_000;

/** Presses on Slack and waits for what is shown of it; empty where nothing came. */
export async function pressOnSlack(
  { slack }: Floor,
  person: string,
  at: { readonly channel: string; readonly message: string },
  code: string,
): Promise<Said> {
  const done = await slack.hands.press(person, at, code);
  let shown = await slack.record.next(person, done.seq, answerMs);
  while (shown && silent.has(shown.kind)) shown = await slack.record.next(person, shown.seq, answerMs);
  return { text: shown?.text ?? '', isTaken: done.ok };
}
const silent: ReadonlySet<string> = new Set(['home', 'modal closed', 'direct']);

export async function pressOnTelegram(
  { telegram }: Floor,
  person: number,
  at: { readonly chat: number; readonly message: number },
  code: string,
): Promise<Said> {
  const answer = await telegram.pressed({ person, ...at, data: code });
  return { text: answer?.text ?? '', isTaken: answer !== null };
}

/** Both cards of each lead stand there and can be claimed. */
export async function untilAnnounced(
  floor: Floor,
  leads: readonly Lead[],
  ms = 120_000,
): Promise<ReadonlyMap<string, { readonly slack: string; readonly telegram: number }>> {
  const found = () => {
    const cards = cardsIn(floor);
    const of = (platform: string) =>
      new Map(
        cards
          .filter((card) => card.platform === platform)
          .flatMap((card) => card.codes.map((code) => [code, card.message] as const)),
      );
    return { slack: of('slack'), telegram: of('telegram') };
  };
  const deadline = performance.now() + ms;
  for (;;) {
    const now = found();
    if (leads.every(({ ref }) => now.slack.has(`claim:${ref}`) && now.telegram.has(`claim:${ref}`))) {
      return new Map(
        leads.map(({ ref }) => [
          ref,
          { slack: now.slack.get(`claim:${ref}`) ?? '', telegram: Number(now.telegram.get(`claim:${ref}`)) },
        ]),
      );
    }
    if (performance.now() > deadline) throw new Error('Not every lead was announced on both platforms.');
    await pause(100);
  }
}
