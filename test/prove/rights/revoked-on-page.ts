/** Rights on the page: to press, to read, to keep a window open, to come in by a code, to go on with a session. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { freePort } from '../../support/free-port.ts';
import { runBaton } from '../../support/run-baton.ts';
import { openPage, type Seated } from '../floor/clickers.ts';
import { decided, gone, noRole, type Floor, type Revoking } from './revoked-floor.ts';
import { seat, send } from '../floor/sales-floor.ts';

const way = 'page';
/** As many as there may be tries, and one for the right that there was. */
const guests = 20;

export async function onPage({ chats, page, free, change, invite }: Floor): Promise<readonly Revoking[]> {
  const { baton } = chats;
  const [fay, gil, hal, ian] = await seat(baton, ['Fay', 'Gil', 'Hal', 'Ian']);
  const [mona] = await seat(baton, ['Mona'], ['manager']);
  if (!fay || !gil || !hal || !ian || !mona) throw new Error('Somebody could not be seated.');
  await send(baton, '/api/places', { platform: 'web', channel: 'prospectors', audience: 'prospectors' });
  const claiming = (by: Seated) => async () =>
    decided((await page.claim(await free(), by, [])).type === 'won');
  const reading = (by: Seated, path: string) => async () =>
    decided((await page.ask(by.person, 'GET', path)).status === 200);
  const invited: { readonly id: string; readonly code: string }[] = [];
  while (invited.length < guests) {
    const id = String((await send(baton, '/api/members', { name: 'Guest', roles: ['prospector'] }))['id']);
    invited.push({ id, code: await invite(id) });
  }
  let used = 0;
  return [
    { way, what: 'a role, on the page', attempt: claiming(fay), takeAway: change(fay.id, noRole) },
    { way, what: 'a place in the team, on the page', attempt: claiming(gil), takeAway: change(gil.id, gone) },
    {
      way,
      what: 'who one is on the page',
      attempt: claiming(hal),
      takeAway: change(hal.id, { identities: { web: null } }),
    },
    {
      way,
      what: 'a channel of the page',
      attempt: reading(ian, '/web/messages/prospectors'),
      takeAway: change(ian.id, noRole),
    },
    {
      way,
      what: 'the manager’s desk',
      attempt: reading(mona, '/web/people'),
      takeAway: change(mona.id, noRole),
    },
    {
      way,
      what: 'an invitation to the page',
      async attempt() {
        const guest = invited[used];
        used += 1;
        if (!guest) throw new Error('There are too few guests for so many tries.');
        const body = { delivery: randomUUID(), name: 'Guest', code: guest.code, as: 'join' };
        const { seat: got } = entered.parse(await (await page.ask(null, 'POST', '/web/enter', body)).json());
        return decided(got !== null);
      },
      async takeAway() {
        await Promise.all(invited.map(({ id }) => change(id, gone)()));
      },
    },
  ];
}
const entered = z.looseObject({ seat: z.unknown() });

/** One that was opened before goes on hearing, if nobody closes it. */
export async function withWindow(
  { chats, page, free, change }: Floor,
  opened: AsyncDisposableStack,
): Promise<Revoking> {
  const [ivy] = await seat(chats.baton, ['Ivy']);
  if (!ivy) throw new Error('Nobody could be seated.');
  const { body } = await page.ask(ivy.person, 'GET', '/web/live');
  if (!body) throw new Error('No window was opened.');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const hear = async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) heard += read.value;
  };
  const hearing = hear();
  opened.defer(async () => {
    await reader.cancel();
    await hearing;
  });
  return {
    way,
    what: 'an open window of the page',
    async attempt() {
      const ref = await free();
      return async () => heard.includes(ref);
    },
    takeAway: change(ivy.id, noRole),
  };
}

/** It lasts as long as the process that gave it. */
export async function withSession({ chats }: Floor, opened: AsyncDisposableStack): Promise<Revoking> {
  const environment = { ...chats.environment, PORT: String(await freePort()) };
  let third = await runBaton(environment);
  opened.defer(async () => void (await third.stop()));
  const page = await openPage(third.url);
  return {
    way,
    what: 'a session of the page',
    attempt: async () => decided((await page.ask(null, 'GET', '/web/frame')).status === 200),
    async takeAway() {
      await third.stop();
      third = await runBaton(environment);
    },
  };
}
