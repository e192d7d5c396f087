/** What happens in a workspace without the bot: people come and go, channels close, move and are shared; with its events. */
import type { Deed } from './faults.ts';
import type { Json } from './flaws.ts';
import { personShape } from './methods/people.ts';
import { botUserId } from './workspace.ts';
import type { Channel, Person, Workspace } from './workspace.ts';

export type Deeds = ReturnType<typeof makeDeeds>;

export function makeDeeds(
  workspace: Workspace,
  emit: (event: Json) => void,
  killToken: (error: string) => void,
) {
  const twin = (channel: Channel, what: string) => `${channel.isPrivate ? 'group' : 'channel'}_${what}`;
  const typeOf = (channel: Channel) => (channel.isPrivate ? 'G' : 'C');

  function changed(person: Person): void {
    emit({
      type: 'user_change',
      user: personShape(person, true),
      cache_ts: Math.floor(workspace.now() / 1000),
    });
  }

  const deeds = {
    archive(id: string) {
      const channel = workspace.channel(id);
      channel.isArchived = true;
      emit({ type: twin(channel, 'archive'), channel: id, user: 'USLACKADMIN' });
    },
    unarchive(id: string) {
      const channel = workspace.channel(id);
      channel.isArchived = false;
      emit({ type: twin(channel, 'unarchive'), channel: id, user: 'USLACKADMIN' });
    },
    deleteChannel(id: string) {
      const channel = workspace.channel(id);
      emit({ type: twin(channel, 'deleted'), channel: id, actor_id: 'USLACKADMIN' });
      channel.isDeleted = true;
    },
    rename(id: string, name: string) {
      const channel = workspace.channel(id);
      channel.name = name;
      emit({ type: twin(channel, 'rename'), channel: { id, name, created: 1 } });
    },
    /** S122: people of another organisation are let in. */
    share(id: string) {
      workspace.channel(id).isExtShared = true;
      emit({ type: 'channel_shared', connected_team_id: 'T0FOREIGN1', channel: id });
    },
    unshare(id: string) {
      workspace.channel(id).isExtShared = false;
      emit({
        type: 'channel_unshared',
        previously_connected_team_id: 'T0FOREIGN1',
        channel: id,
        is_ext_shared: false,
      });
    },
    /** S124: the same channel under another id; its messages stay. */
    moveChannel(id: string, to: string) {
      const channel = workspace.channel(id);
      workspace.channels.delete(id);
      channel.id = to;
      workspace.channels.set(to, channel);
      emit({ type: 'channel_id_changed', old_channel_id: id, new_channel_id: to });
    },
    makeReadOnly(id: string, isReadOnly = true) {
      workspace.channel(id).isReadOnly = isReadOnly;
    },
    inviteBot(id: string) {
      const channel = workspace.channel(id);
      channel.members.add(botUserId);
      emit({
        type: 'member_joined_channel',
        user: botUserId,
        channel: id,
        channel_type: typeOf(channel),
        team: 'T0BATON01',
      });
    },
    removeBot(id: string) {
      const channel = workspace.channel(id);
      channel.members.delete(botUserId);
      emit({ type: twin(channel, 'left'), channel: id, actor_id: 'USLACKADMIN' });
    },
    join(id: string, person: string) {
      const channel = workspace.channel(id);
      const isNew = !channel.members.has(person);
      channel.members.add(person);
      if (isNew && channel.members.has(botUserId)) {
        emit({
          type: 'member_joined_channel',
          user: person,
          channel: id,
          channel_type: typeOf(channel),
          team: workspace.person(person).teamId,
        });
      }
    },
    leave(id: string, person: string) {
      const channel = workspace.channel(id);
      const wasIn = channel.members.delete(person);
      if (wasIn && channel.members.has(botUserId)) {
        emit({
          type: 'member_left_channel',
          user: person,
          channel: id,
          channel_type: typeOf(channel),
          team: workspace.person(person).teamId,
        });
      }
    },
    /** S116. */
    deactivate(id: string) {
      const person = workspace.person(id);
      person.isDeleted = true;
      for (const channel of workspace.channels.values())
        if (channel.kind === 'channel') channel.members.delete(id);
      changed(person);
    },
    reactivate(id: string) {
      const person = workspace.person(id);
      person.isDeleted = false;
      changed(person);
    },
    changePerson(id: string, parts: Partial<Omit<Person, 'id' | 'dm'>>) {
      const person = workspace.person(id);
      Object.assign(person, parts);
      changed(person);
    },
    /** Every call fails from now on; the events still come. */
    uninstall() {
      emit({ type: 'tokens_revoked', tokens: { oauth: [], bot: [botUserId] } });
      emit({ type: 'app_uninstalled' });
      killToken('token_revoked');
    },
    /** An admin deletes a message behind the bot's back. */
    deleteMessage(id: string, ts: string) {
      workspace.channel(id).messages.delete(ts);
    },
  };
  return {
    ...deeds,
    do(deed: Deed, where: string) {
      const byPerson = workspace.people.get(where);
      const place = byPerson ? byPerson.dm : where;
      switch (deed) {
        case 'archive':
          return deeds.archive(place);
        case 'delete':
          return deeds.deleteChannel(place);
        case 'share':
          return deeds.share(place);
        case 'remove the bot':
          return deeds.removeBot(place);
        case 'make read-only':
          return deeds.makeReadOnly(place);
        case 'deactivate': {
          const person = byPerson?.id ?? workspace.channels.get(where)?.person;
          if (person) deeds.deactivate(person);
          return;
        }
        default:
          return deed satisfies never;
      }
    },
  };
}
