/** Judges whom a program called: nobody but the hosts that its settings name, and no name of another is even asked for. */
import { isIP } from 'node:net';
import type { Watched } from '../../support/outgoing-calls.ts';
import { zero } from '../figure.ts';
import type { Figure } from '../figure.ts';

/** Each call to somebody else, as it was written down. */
export function checkOutgoing({ environment, lines }: Watched): readonly string[] {
  const configured = configuredBy(environment);
  const hosts = new Set(configured.map(({ host }) => host));
  const places = new Set(configured.map(({ host, port }) => `${host} ${port}`));
  return lines.filter((line) => {
    const [kind, host = '', port = ''] = line.split(' ');
    if (kind === 'watching') return false;
    if (kind === 'connect') return !places.has(`${host} ${port}`);
    // Of an address nobody is asked; Node looks its own up before it listens.
    return kind !== 'ask' || !(hosts.has(host) || host === environment['HOST'] || isIP(host) > 0);
  });
}

/** The last figure of every proof that started the program; none where none was started. */
export function outgoingFigures(
  programs: readonly Watched[],
  say: (line: string) => void,
): readonly Figure[] {
  if (programs.length === 0) return [];
  const others = programs.flatMap(checkOutgoing);
  for (const line of new Set(others)) say(`  called somebody else: ${line}`);
  const watched = programs.filter(({ lines }) => lines.includes('watching')).length;
  return [
    zero('R29', 'outgoing calls to others', others.length),
    // What was not looked at is not proven.
    { row: 'R29', name: 'programs looked at', value: watched, goal: { is: 'at least', than: 1 } },
  ];
}

function configuredBy(environment: NodeJS.ProcessEnv) {
  const addresses = [
    environment['DATABASE_URL'],
    environment['SLACK_API_URL'] ?? (environment['SLACK_BOT_TOKEN'] && 'https://slack.com'),
    environment['TELEGRAM_API_ROOT'] ?? (environment['TELEGRAM_BOT_TOKEN'] && 'https://api.telegram.org'),
  ];
  return addresses.flatMap((address) => {
    if (address === undefined || address === '') return [];
    const { protocol, hostname, port } = new URL(address);
    return [{ host: hostname.replace(/^\[|\]$/gu, ''), port: port || portOf[protocol] || '' }];
  });
}

const portOf: Readonly<Record<string, string>> = {
  'https:': '443',
  'http:': '80',
  'postgres:': '5432',
  'postgresql:': '5432',
};
