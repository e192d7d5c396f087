/**
 * The address that a request came from. What a proxy says of it (`X-Forwarded-For`) counts only if the proxy runs on
 * this machine: anybody else could write what they like into that header.
 */
import { isIP, isIPv6 } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

export type Peer = { readonly remoteAddress: string | undefined; readonly headers: IncomingHttpHeaders };

export function addressOf({ remoteAddress, headers }: Peer): string {
  const peer = plain(remoteAddress ?? '');
  if (!isThisMachine(peer)) return networkOf(peer);
  // The last one is what our own proxy saw; those before it came from outside.
  const told = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return networkOf(isIP(told) ? plain(told) : peer);
}

export function isThisMachine(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(plain(address));
}

/** IPv4 that came over an IPv6 socket. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
}

/** One customer has at least 2⁶⁴ addresses of IPv6: they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.replace(/%.*$/, '').split('::', 2);
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const between = Array.from({ length: Math.max(8 - head.length - tail.length, 0) }, () => '0');
  const groups = right === undefined ? head : [...head, ...between, ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
