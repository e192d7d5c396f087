/** Starts the stand-in as a process and drives it from outside, with the same names as in process; all answers are promises. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root } from '../project-files.ts';
import { asJson, asText } from './flaws.ts';
import type { SlackStandIn } from './open-slack.ts';

type Far<T> = {
  readonly [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : T[Name] extends readonly (infer Item)[]
      ? (from?: number) => Promise<readonly Item[]>
      : T[Name];
};

type Flat = Pick<
  SlackStandIn,
  | 'addPerson'
  | 'addChannel'
  | 'listensAt'
  | 'fault'
  | 'heal'
  | 'setSwitches'
  | 'setRates'
  | 'mark'
  | 'allowLinks'
  | 'killToken'
  | 'shut'
  | 'reopen'
  | 'connections'
  | 'refreshSockets'
  | 'cutSockets'
  | 'quiet'
>;
type Known = Pick<
  SlackStandIn,
  'mode' | 'apiUrl' | 'address' | 'botToken' | 'appToken' | 'signingSecret' | 'botUserId'
>;

export type FarSlack = Known &
  Far<Flat> & {
    readonly hands: Far<SlackStandIn['hands']>;
    readonly look: Far<SlackStandIn['look']>;
    readonly deeds: Far<SlackStandIn['deeds']>;
    readonly events: Far<SlackStandIn['events']>;
    readonly record: Far<SlackStandIn['record']>;
    readonly pid: number;
    close(): Promise<void>;
  };

export async function runSlack(args: readonly string[] = []): Promise<FarSlack> {
  const child = spawn(process.execPath, [join(root, 'test/support/slack/stand-in.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const known: unknown = JSON.parse(asText(line) ?? '{}');
  const control = asText(asJson(known)?.['control']) ?? '';

  async function call(name: string, given: readonly unknown[]): Promise<unknown> {
    const response = await fetch(`${control}${name}`, { method: 'POST', body: JSON.stringify(given) });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name}: ${asText(asJson(body)?.['error']) ?? response.status}`);
    return body;
  }

  const group = (prefix: string): object =>
    new Proxy(
      {},
      {
        get: (_, name) =>
          typeof name === 'string' ? (...given: unknown[]) => call(`${prefix}${name}`, given) : undefined,
      },
    );
  const groups = Object.fromEntries(
    ['hands', 'look', 'deeds', 'events', 'record'].map((name) => [name, group(`${name}.`)]),
  );
  const own = {
    ...asJson(known),
    ...groups,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  // Everything that is not known here is asked over there; `then` must not be, or awaiting would never end.
  const far: unknown = new Proxy(own, {
    get: (target, name, receiver) =>
      typeof name !== 'string' || name in target || name === 'then'
        ? (Reflect.get(target, name, receiver) as unknown)
        : (...given: unknown[]) => call(name, given),
  });
  if (!isFar(far)) throw new Error('The stand-in did not start.');
  return far;
}

function isFar(value: unknown): value is FarSlack {
  return asText(asJson(value)?.['apiUrl']) !== null;
}
