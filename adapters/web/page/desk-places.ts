/** The manager's desk: places. Which channel is for whom; channels of the page are bound here, others in their own chat. */

import { audiences, languages } from '../../../src/core/member.ts';
import type { DeskPlace } from '../desk.ts';
import { change, get } from './api.ts';
import { newsOf } from './desk-people.ts';
import type { DeskView } from './desk-people.ts';
import { languageField } from './desk-person.ts';
import { confirmDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { openForm } from './form-dialog.ts';
import type { PageForm } from './form-dialog.ts';
import { icon } from './icons.ts';
import { frame, loadFrame } from './session.ts';
import { attempt, tellFailure, toast } from './toasts.ts';
import { say, sayFirst } from './words.ts';

export function placesDesk(): DeskView {
  const count = el('p', { class: 'desk-count', role: 'status' });
  const list = el('ul', { class: 'rows' });
  const news = newsOf();
  const refresh = () =>
    attempt(async () => {
      const { items } = await get<{ items: readonly DeskPlace[] }>('/web/places');
      if (!news.differs(items)) return;
      count.textContent = say('page.places.count', { count: items.length });
      list.replaceChildren(...items.map((place) => placeRow(place, changed)));
    });
  const changed = () => {
    refresh();
    attempt(() => loadFrame());
  };
  refresh();
  const element = el(
    'section',
    { class: 'desk' },
    el(
      'div',
      { class: 'desk-bar' },
      count,
      button(
        { class: 'button primary', 'data-desk': 'bind' },
        () => openBind(changed),
        icon('plus'),
        say('page.places.bind'),
      ),
    ),
    list,
  );
  return { element, refresh };
}

function placeRow(place: DeskPlace, changed: () => void): HTMLElement {
  const direction = frame().directions.find(({ id }) => id === place.direction)?.name ?? place.direction;
  const audience = say(`names.audience.${place.audience}`);
  return el(
    'li',
    { class: 'row', 'data-place': place.id },
    el('span', { class: 'row-icon' }, icon(place.platform === 'web' ? 'hash' : 'places')),
    el(
      'div',
      { class: 'row-main' },
      el(
        'p',
        { class: 'row-title' },
        el('strong', {}, place.channel),
        el('span', { class: 'tag' }, say(`names.platform.${place.platform}`)),
      ),
      el(
        'p',
        { class: 'row-quiet' },
        [
          audience,
          direction ?? say('page.people.allDirections'),
          say(`names.language.${place.language}`),
        ].join(' · '),
      ),
    ),
    el(
      'div',
      { class: 'row-actions' },
      button(
        { class: 'button plain danger', 'data-desk': 'unbind' },
        () => unbind(place, audience, changed),
        say('page.places.unbind'),
      ),
    ),
  );
}

function unbind(place: DeskPlace, audience: string, changed: () => void): void {
  const { channel } = place;
  confirmDialog(
    say('page.places.unbindTitle', { channel }),
    say('page.places.unbindText', { audience }),
    say('page.places.unbind'),
    async () => {
      await change('DELETE', `/web/places/${encodeURIComponent(place.id)}`, {});
      toast(say('page.places.unbound', { channel }), 'done');
      changed();
    },
    tellFailure,
  );
}

function openBind(changed: () => void): void {
  openForm(bindForm(), async (filled) => {
    const channel = String(filled['channel'] ?? '').trim();
    if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(channel)) {
      return { flaws: [{ field: 'channel', says: say('page.places.channelHint') }] };
    }
    const audience = audiences.find((one) => one === filled['audience']);
    if (audience === undefined) return { flaws: [{ field: 'audience', says: say('page.dialog.required') }] };
    await change('POST', '/web/places', {
      channel,
      audience,
      direction: filled['direction'] === everywhere ? null : filled['direction'],
      language: languages.find((one) => one === filled['language']) ?? 'en',
    });
    return {
      after() {
        toast(say('page.places.bound', { channel, audience: say(`names.audience.${audience}`) }), 'done');
        changed();
      },
    };
  });
}

function bindForm(): PageForm {
  const { directions, seat } = frame();
  const field = { hint: null, required: true, maxLength: 32, choices: [] };
  return {
    code: 'bind',
    title: say('page.places.bindTitle'),
    intro: say('page.places.bindIntro'),
    submit: say('page.dialog.save'),
    cancel: say('page.dialog.cancel'),
    fields: [
      {
        ...field,
        id: 'channel',
        label: say('page.places.channel'),
        hint: say('page.places.channelHint'),
        kind: 'text',
        value: null,
      },
      {
        ...field,
        id: 'audience',
        label: say('page.places.audience'),
        kind: 'choice',
        choices: audiences.map((one) => ({ id: one, label: sayFirst(`names.audience.${one}`) })),
        value: null,
      },
      {
        ...field,
        id: 'direction',
        label: say('page.people.direction'),
        kind: 'choice',
        choices: [
          { id: everywhere, label: sayFirst('page.people.allDirections') },
          ...directions.map(({ id, name }) => ({ id, label: name })),
        ],
        value: everywhere,
      },
      languageField(say('page.people.language'), seat?.language ?? 'en'),
    ],
  };
}

/** A choice needs an id, and no direction is called so: ids have no asterisk. */
const everywhere = '*';
