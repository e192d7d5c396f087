/**
 * A strict stand-in of Slack: one workspace behind the Web API, which brings the app what people do, over HTTP or Socket
 * Mode, refuses what Slack refuses, and keeps the only truth about what people saw (PLATFORMS 1–3, 19).
 */
import { makeDeeds } from './deeds.ts';
import type { Deeds } from './deeds.ts';
import { makeEvents } from './events.ts';
import type { Events } from './events.ts';
import { makeFaults } from './faults.ts';
import type { Fault } from './faults.ts';
import { makeHands } from './hands.ts';
import type { Hands } from './hands.ts';
import { makeInbound } from './inbound.ts';
import { makeJudge } from './judge.ts';
import { makeLook } from './look.ts';
import type { Look } from './look.ts';
import { readManifest } from './manifest.ts';
import type { Context, Switches } from './methods/context.ts';
import { makeRates } from './rates.ts';
import type { RateMode } from './rates.ts';
import { makeRecord } from './record.ts';
import type { SlackRecord } from './record.ts';
import { makeSocketMode } from './socket-mode.ts';
import { serveWebApi } from './web-api.ts';
import type { Tokens } from './web-api.ts';
import { botUserId, makeWorkspace } from './workspace.ts';
import type { Person } from './workspace.ts';

export type SlackOptions = {
  readonly mode?: 'http' | 'socket';
  readonly port?: number;
  /** Where the app listens, in HTTP mode; may be told later. */
  readonly requestUrl?: string | null;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly rates?: RateMode;
  /** S8: three; smaller where a test must not wait. */
  readonly retriesAfterMs?: readonly number[];
  /** Path of the manifest; without, the shipped one. */
  readonly manifest?: string;
  /** How long a picture takes to be ready after its upload. */
  readonly processingMs?: number;
};

export type SlackStandIn = {
  readonly mode: 'http' | 'socket';
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly address: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly botUserId: string;
  readonly record: SlackRecord;
  readonly look: Look;
  readonly hands: Hands;
  readonly deeds: Deeds;
  readonly events: Pick<Events, 'repeat' | 'hold' | 'release' | 'again'>;
  /** Answers the new person's id. */
  addPerson(about: Partial<Omit<Person, 'dm'>> & { name: string }): string;
  /** A channel with the bot in it unless it is told otherwise; answers its id. */
  addChannel(about: {
    name: string;
    id?: string;
    isPrivate?: boolean;
    members?: readonly string[];
    hasBot?: boolean;
  }): string;
  listensAt(url: string | null): void;
  fault(fault: Fault): void;
  heal(method?: string): void;
  setSwitches(parts: Partial<Switches>): void;
  setRates(mode: RateMode): void;
  /** Texts that must never stand in a channel. */
  mark(texts: readonly string[]): void;
  allowLinks(starts: readonly string[]): void;
  /** Every call is answered so; null brings the token back to life. */
  killToken(error: string | null): void;
  /** Nobody answers at the address; with `sockets` Socket Mode is cut as well. */
  shut(sockets?: boolean): Promise<void>;
  reopen(): Promise<void>;
  connections(): number;
  refreshSockets(reason?: 'warning' | 'refresh_requested' | 'link_disabled', noticeMs?: number): void;
  cutSockets(): void;
  /** Nothing is on its way to the app. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};

export async function openSlack(options: SlackOptions = {}): Promise<SlackStandIn> {
  const { mode = 'http', port = 0, now = Date.now, random = Math.random, rates: rateMode = 'off' } = options;
  const { retriesAfterMs = [0, 60_000, 300_000] } = options;
  const workspace = makeWorkspace(now);
  workspace.processingMs = options.processingMs ?? workspace.processingMs;
  const record = makeRecord(now);
  const manifest = readManifest(options.manifest);
  const judge = makeJudge(record);
  const tokens: Tokens = { bot: 'xoxb-stand-in-bot-token', app: 'xapp-1-stand-in-app-token', dead: null };
  const signingSecret = '5tand1n5ecret0f5lack5tand1n5ecre';
  const faults = makeFaults(random);
  const rates = makeRates(now, rateMode, record.violation);
  const sockets = makeSocketMode(workspace.next, record);
  const inbound = makeInbound({ mode, signingSecret, sockets, record, now, retriesAfterMs });
  inbound.listensAt(options.requestUrl ?? null);
  const events = makeEvents(workspace, manifest, inbound);
  const killToken = (error: string | null) => {
    tokens.dead = error;
  };
  const deeds = makeDeeds(workspace, events.emit, killToken);
  const switches: Switches = {
    ephemeralsAreLost: false,
    hasMessagesTab: null,
    knowsClientIds: false,
    echoesOwnMessages: true,
  };
  let address = '';
  const context: Context = {
    workspace,
    record,
    judge,
    manifest,
    switches,
    triggers: new Map(),
    responseUrls: new Map(),
    address: () => address,
    emit: events.emit,
    doDeed: deeds.do,
    openSocket: () => sockets.ticket(address),
  };
  const api = await serveWebApi(context, { tokens, faults, rates, port });
  sockets.listenOn(api.server);
  const bound = api.server.address();
  address = `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : port}`;

  return {
    mode,
    apiUrl: `${address}/api/`,
    address,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    botUserId,
    record,
    look: makeLook(workspace, record),
    hands: makeHands(context, inbound),
    deeds,
    events,
    addPerson: (about) => workspace.addPerson(about).id,
    addChannel: ({ hasBot = true, members = [], ...about }) =>
      workspace.addChannel({ ...about, members: hasBot ? [botUserId, ...members] : members }).id,
    listensAt: inbound.listensAt,
    fault: faults.add,
    heal: faults.heal,
    setSwitches(parts) {
      Object.assign(switches, parts);
    },
    setRates: rates.set,
    mark: judge.mark,
    allowLinks: judge.allowLinks,
    killToken,
    shut: (withSockets = false) => api.shut(withSockets),
    reopen: api.reopen,
    connections: sockets.connections,
    refreshSockets: (reason = 'refresh_requested', noticeMs = 10_000) => sockets.refresh(reason, noticeMs),
    cutSockets: sockets.cut,
    quiet: inbound.quiet,
    async close() {
      inbound.close();
      sockets.close();
      await api.close();
    },
  };
}
