/**
 * Loaded into the program before it (`--import`): writes down whom it calls, each once, into the file that its own
 * address names (`?into=…`). It judges nothing, and lets everything pass.
 *
 * Looked at where all roads meet: a socket of Node's, whoever opened it (`fetch`, `https`, `pg`, WebSockets), a question
 * to the resolver, and datagrams.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { aroundMethod } from './around-method.ts';

const into = new URL(import.meta.url).searchParams.get('into');
if (into === null)
  throw new Error('Say into which file calls are written: watch-outgoing.ts?into=/some/file');
const file = into;
const written = new Set<string>();

function write(line: string): void {
  if (written.has(line)) return;
  written.add(line);
  // At once, and before the call is made: a killed program has told of it.
  appendFileSync(file, `${line}\n`);
}

/** A method of a built-in thing, with a look at what it is given. */
function watch(of: object, name: string, look: (given: readonly unknown[]) => void): void {
  aroundMethod(of, name, (given, callOn) => {
    look(given);
    return callOn();
  });
}

watch(net.Socket.prototype, 'connect', (given) => {
  // Node itself hands over what was given as a list.
  const [first, second] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    // A path is a socket of this machine's own.
    if ('path' in first && typeof first.path === 'string' && !('port' in first && first.port)) return;
    const host = 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
    return write(`connect ${host} ${'port' in first ? String(first.port) : ''}`);
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return;
  return write(`connect ${typeof second === 'string' ? second : 'localhost'} ${String(first)}`);
});

const asked = (given: readonly unknown[]) => write(`ask ${String(given[0])}`);
for (const kind of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt', 'resolveSrv', 'resolveMx']) {
    if (Reflect.has(kind, name)) watch(kind, name, asked);
  }
}
for (const name of ['send', 'connect']) {
  watch(dgram.Socket.prototype, name, (given) => {
    // The address without what is sent.
    const address = name === 'send' ? given.slice(1) : given;
    write(
      `datagram ${address.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ')}`,
    );
  });
}
syncBuiltinESMExports();
write('watching');
