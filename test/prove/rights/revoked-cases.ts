/** Rights, each with how it is used at one process, by its way in, and how it is taken away at another. */
import { z } from 'zod';
import type { Running } from '../../support/run-baton.ts';
import type { Chats, Player } from '../floor/chats.ts';
import { claimByApi, type Seated } from '../floor/clickers.ts';
import {
  decided,
  gone,
  noRole,
  openFloor,
  untilTrue,
  well,
  type Floor,
  type Revoking,
} from './revoked-floor.ts';
import { onPage, withSession, withWindow } from './revoked-on-page.ts';
import { seat, send } from '../floor/sales-floor.ts';

/** What `other` is asked, `chats.baton` is to have forbidden. */
export async function casesOf(
  chats: Chats,
  other: Running,
): Promise<AsyncDisposable & { readonly all: readonly Revoking[] }> {
  await using opened = new AsyncDisposableStack();
  const floor = await openFloor(chats, other);
  const all = [
    ...onSlack(floor),
    ...onTelegram(floor),
    ...(await onPage(floor)),
    await withWindow(floor, opened),
    await withSession(floor, opened),
    ...(await overApi(floor)),
    ...(await inPlaces(floor)),
  ];
  const moved = opened.move();
  return { all, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

function onSlack({ chats, somebody, change, narrow, pressing }: Floor): readonly Revoking[] {
  const { slack, channel } = chats;
  const onesOwn = (what: string, takeAwayFrom: (by: Player) => () => Promise<void>): Revoking => {
    const by = somebody();
    return { way: 'slack', what, attempt: pressing('slack', by), takeAway: takeAwayFrom(by) };
  };
  const heard = (deed: (by: Player) => Promise<unknown>) => (by: Player) => async () => {
    await deed(by);
    await slack.quiet();
  };
  return [
    onesOwn('a role, on Slack', ({ id }) => change(id, noRole)),
    onesOwn('a role in this direction, on Slack', ({ id }) => narrow(id, 'prospector')),
    onesOwn('a place in the team, on Slack', ({ id }) => change(id, gone)),
    onesOwn('who one is on Slack', ({ id }) => change(id, { identities: { slack: null } })),
    onesOwn(
      'an account on Slack',
      heard((by) => slack.deeds.deactivate(by.slack)),
    ),
    onesOwn(
      'being in the channel on Slack',
      heard((by) => slack.deeds.leave(channel, by.slack)),
    ),
  ];
}

function onTelegram({ chats, somebody, change, atDesk, pressing }: Floor): readonly Revoking[] {
  const { telegram, group } = chats;
  const onesOwn = (what: string, takeAwayFrom: (by: Player) => () => Promise<void>): Revoking => {
    const by = somebody();
    return { way: 'telegram', what, attempt: pressing('telegram', by), takeAway: takeAwayFrom(by) };
  };
  return [
    onesOwn('a role by the desk, on Telegram', ({ id }) =>
      atDesk('PATCH', `/web/people/${id}`, { grants: [] }),
    ),
    onesOwn('a place in the team by the desk, on Telegram', ({ id }) =>
      atDesk('PATCH', `/web/people/${id}`, { isActive: false }),
    ),
    onesOwn('who one is on Telegram', ({ id }) => change(id, { identities: { telegram: null } })),
    onesOwn('being in the group on Telegram', ({ telegram: person }) => async () => {
      await telegram.do('expel', { chat: group, person });
      await untilTrue(async () => (await telegram.do('isDrained')) === true, 'Telegram was not heard.');
    }),
  ];
}

async function overApi({ chats, other, free, change, narrow }: Floor): Promise<readonly Revoking[]> {
  const { baton } = chats;
  const [eva, joe, rae, rob] = await seat(baton, ['Eva', 'Joe', 'Rae', 'Rob']);
  const [ned, ola, una] = await seat(baton, ['Ned', 'Ola', 'Una'], ['manager']);
  if (!eva || !joe || !rae || !rob || !ned || !ola || !una) throw new Error('Somebody could not be seated.');
  const way = 'api';
  const claim = claimByApi(other);
  const claiming = (by: Seated) => async () => decided((await claim(await free(), by, [])).type === 'won');
  const post = (path: string, body: object) =>
    other.api(path, { method: 'POST', body: JSON.stringify(body) });
  const answered = async (asking: Promise<Response>) => {
    const { status, body } = await asking;
    await body?.cancel();
    return decided(status < 300);
  };
  const held = await free();
  await claimByApi(baton)(held, rae, []);
  const { id, token } = z
    .object({ id: z.string(), token: z.string() })
    .parse(await send(baton, '/api/intake-tokens', { source: 'website' }));
  let sent = 0;
  return [
    { way, what: 'a role, over the API', attempt: claiming(joe), takeAway: change(joe.id, noRole) },
    {
      way,
      what: 'a place in the team, over the API',
      attempt: claiming(eva),
      takeAway: change(eva.id, gone),
    },
    {
      way,
      what: 'a manager’s say over every lead',
      attempt: async () =>
        answered(post(`/api/leads/${await free()}/disqualify`, { member: ned.id, reason: 'spam' })),
      takeAway: change(ned.id, { roles: ['prospector'] }),
    },
    {
      way,
      what: 'a manager’s tables',
      attempt: () =>
        answered(other.api(`/api/exports/credit?member=${ola.id}&from=2026-01-01&to=2026-01-02`)),
      takeAway: narrow(ola.id, 'manager'),
    },
    {
      way,
      what: 'the contact of a lead that was handed on',
      attempt: () => answered(post(`/api/leads/${held}/reveal`, { member: rae.id, reason: 'A call.' })),
      takeAway: () =>
        well(
          baton.api(`/api/leads/${held}/assign`, {
            method: 'POST',
            body: JSON.stringify({ member: una.id, to: rob.id }),
          }),
        ),
    },
    {
      way,
      what: 'a form’s token',
      attempt: () =>
        answered(
          fetch(`${other.url}/api/leads`, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ email: `by-form-${(sent += 1)}@prove.example` }),
          }),
        ),
      takeAway: () => well(baton.api(`/api/intake-tokens/${id}`, { method: 'DELETE' })),
    },
  ];
}

/** What a place has a right to is to hear of leads. */
async function inPlaces({ chats, max, free, atDesk }: Floor): Promise<readonly Revoking[]> {
  const { baton, slack, telegram } = chats;
  const channel = await slack.addChannel({ name: 'extra', members: [max.slack] });
  const group = z.number().parse(await telegram.do('addGroup', { title: 'Extra', members: [max.telegram] }));
  const bind = async (platform: string, where: string) => {
    const place = { platform, channel: where, audience: 'prospectors' };
    return String((await send(baton, '/api/places', place))['id']);
  };
  const onSlack = await bind('slack', channel);
  const onTelegram = await bind('telegram', String(group));
  const isBound = async (id: string) => (await (await baton.api('/api/places')).text()).includes(id);
  const way = 'places';
  const hearing = (read: () => Promise<unknown>) => async () => {
    const ref = await free();
    return async () => JSON.stringify(await read()).includes(ref);
  };
  return [
    {
      way,
      what: 'a channel’s cards, on Slack',
      attempt: hearing(() => slack.look.channel(channel)),
      takeAway: atDesk('DELETE', `/web/places/${onSlack}`),
    },
    {
      way,
      what: 'a group’s cards, on Telegram',
      attempt: hearing(() => telegram.do('seen', group)),
      async takeAway() {
        await telegram.do('say', { person: max.telegram, chat: group, text: '/baton here nothing' });
        await untilTrue(async () => !(await isBound(onTelegram)), 'The group was not unbound.');
      },
    },
  ];
}
