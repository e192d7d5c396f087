/** The manager's desk: leads by stage, each with its history and what a manager may do with it. */
import { stages } from '../../../src/core/lead.ts';
import type { Stage } from '../../../src/core/lead.ts';
import type { DeskLead } from '../desk.ts';
import { get } from './api.ts';
import { callerButton } from './desk-caller.ts';
import { newsOf } from './desk-people.ts';
import type { DeskView } from './desk-people.ts';
import { leadSelection } from './desk-select.ts';
import { button, el } from './dom.ts';
import { emptyView } from './feed.ts';
import { timeOf } from './moments.ts';
import { pressesIn } from './replies.ts';
import { frame } from './session.ts';
import { attempt } from './toasts.ts';
import { say, sayFirst } from './words.ts';

type Page = { readonly items: readonly DeskLead[]; readonly next: string | null };

export function leadsDesk(): DeskView {
  let stage: Stage | null = null;
  let shown: readonly DeskLead[] = [];
  let next: string | null = null;
  let turn = 0;
  const news = newsOf();
  const selection = leadSelection(() => attempt(() => load('anew')));
  const chips = el('div', { class: 'chips', role: 'group', 'aria-label': say('page.leads.stage') });
  const list = el('ul', { class: 'rows leads' });
  const empty = emptyView(say('page.leads.none'), say('page.leads.noneText'));
  const more = button(
    { class: 'button plain more' },
    () => attempt(() => load('more')),
    say('page.leads.more'),
  );
  empty.hidden = true;
  more.hidden = true;

  /** One page more, or all that is shown anew: as many as there were, so that nobody loses their place. */
  async function load(from: 'more' | 'anew'): Promise<void> {
    const mine = (turn += 1);
    const isMore = from === 'more';
    const wanted = isMore ? shown.length + 1 : shown.length;
    let items = isMore ? shown : [];
    let cursor = isMore ? next : null;
    do {
      const query = new URLSearchParams();
      if (stage !== null) query.set('stage', stage);
      if (cursor !== null) query.set('cursor', cursor);
      const page = await get<Page>(`/web/leads?${query}`);
      // Another stage was chosen meanwhile.
      if (mine !== turn) return;
      items = [...items, ...page.items];
      cursor = page.next;
    } while (cursor !== null && items.length < wanted);
    shown = items;
    next = cursor;
    selection.show(shown);
    if (!news.differs(shown)) return;
    const held = boxInFocus(list);
    list.replaceChildren(...shown.map((lead) => leadRow(lead, selection.boxOf(lead))));
    if (held !== null)
      list.querySelector<HTMLElement>(`.row-check input[value="${CSS.escape(held)}"]`)?.focus();
    empty.hidden = shown.length > 0;
    more.hidden = next === null;
  }

  function choose(wanted: Stage | null): void {
    stage = wanted;
    chips.replaceChildren(
      ...[null, ...stages].map((one) =>
        button(
          { class: 'chip', 'aria-pressed': String(one === stage), 'data-stage': one ?? 'all' },
          () => choose(one),
          one === null ? say('page.leads.all') : sayFirst(`names.stage.${one}`),
        ),
      ),
    );
    shown = [];
    attempt(() => load('anew'));
  }

  choose(null);
  pressesIn(list, () => ({ channel: null, message: null }));
  const element = el(
    'section',
    { class: 'desk' },
    el('div', { class: 'desk-bar' }, chips, callerButton()),
    empty,
    list,
    more,
    selection.element,
  );
  return { element, refresh: () => attempt(() => load('anew')) };
}

/** Whose box the keyboard is at: it is there again after the rows were drawn anew. */
function boxInFocus(list: HTMLElement): string | null {
  const at = document.activeElement;
  return at instanceof HTMLInputElement && list.contains(at) ? at.value : null;
}

function leadRow(lead: DeskLead, box: HTMLElement): HTMLElement {
  const direction = frame().directions.find(({ id }) => id === lead.direction)?.name ?? lead.direction;
  const isClosed = lead.stage === 'disqualified' || lead.stage === 'lost';
  const detail = (label: string, value: string | Node) =>
    el('span', { class: 'lead-detail' }, el('span', { class: 'row-quiet' }, label), ' ', value);
  return el(
    'li',
    { class: 'row', 'data-lead': lead.ref },
    box,
    el(
      'div',
      { class: 'row-main' },
      el(
        'p',
        { class: 'row-title' },
        el('strong', {}, lead.number),
        el('span', { class: `pill stage-${lead.stage}` }, say(`names.stage.${lead.stage}`)),
        el('span', { class: 'row-quiet' }, direction),
      ),
      el(
        'p',
        { class: 'lead-details' },
        detail(say('page.leads.custodian'), lead.custodian ?? say('page.leads.free')),
        lead.source === null ? null : detail(say('page.leads.source'), lead.source),
        detail(say('page.leads.received'), timeOf(lead.receivedAt, 'relative')),
        lead.dueAt === null || isClosed ? null : detail(say('page.leads.due'), timeOf(lead.dueAt, 'due')),
      ),
    ),
    el(
      'div',
      {
        class: 'row-actions',
        role: 'group',
        'aria-label': say('page.leads.actions', { number: lead.number }),
      },
      action('history', lead, say('names.button.history')),
      ...(isClosed
        ? [action('reopen', lead, say('names.command.reopen'))]
        : [
            action('assign', lead, say('names.command.assign')),
            action('correct', lead, say('names.command.correct')),
            lead.stage === 'converted'
              ? action('reopen', lead, say('names.command.reopen'))
              : action('disqualify', lead, say('names.command.disqualify'), 'danger'),
          ]),
    ),
  );
}

function action(verb: string, lead: DeskLead, label: string, style = 'plain'): HTMLElement {
  return el(
    'button',
    {
      type: 'button',
      class: `button ${style === 'plain' ? 'plain' : `plain ${style}`}`,
      'data-action': `${verb}:${lead.ref}`,
    },
    label,
  );
}
