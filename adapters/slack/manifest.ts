/** The app's manifest for HTTP, from the shipped one for Socket Mode: the same app, with the address where Slack calls. */
import { eventsPath } from './config.ts';

/** Throws what to do instead when it is no address that Slack could call. */
export function httpManifest(socketMode: string, url: string): string {
  const address = `${originOf(url)}${eventsPath}`;
  return replaceEach(socketMode, [
    [/for Socket Mode/, 'for HTTP'],
    [/^# For HTTP print the other one.*$/m, `# ${address}`],
    [/^( +)- command: \/baton$/m, `$&\n$1  url: ${address}`],
    [/^( +)bot_events:$/m, `$1request_url: ${address}\n$&`],
    [/^( +)is_enabled: true$/m, `$&\n$1request_url: ${address}`],
    [/socket_mode_enabled: true/, 'socket_mode_enabled: false'],
  ]);
}

function originOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') {
    throw new Error(`"${url}" is no address that Slack can call: give one that begins with https://`);
  }
  const path = parsed.pathname.replace(/\/+$/, '');
  return `${parsed.origin}${path.endsWith(eventsPath) ? path.slice(0, -eventsPath.length) : path}`;
}

function replaceEach(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce((made, [place, value]) => {
    if (!place.test(made)) throw new Error(`The manifest has no line like ${place.source} any more.`);
    return made.replace(place, value);
  }, text);
}
