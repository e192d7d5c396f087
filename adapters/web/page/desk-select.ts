/** Leads that are selected in the list, and the bar by which something is done with all of them at once. */

import type { Stage } from '../../../src/core/lead.ts';
import type { BulkDeed, DeskLead, DeskPerson } from '../desk.ts';
import { get } from './api.ts';
import { bulkOver, tellBulk } from './bulk.ts';
import type { BulkEnd } from './bulk.ts';
import { personLabel } from './desk-move.ts';
import { confirmDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { openForm } from './form-dialog.ts';
import type { PageForm } from './form-dialog.ts';
import { frame } from './session.ts';
import { attempt, tellFailure } from './toasts.ts';
import { say } from './words.ts';

export type Selection = {
  /** The bar; hidden while nothing is selected. */
  readonly element: HTMLElement;
  /** The box at a lead's row. */
  boxOf(lead: DeskLead): HTMLElement;
  /** Which leads are shown now: what is not shown any more is not selected either. */
  show(leads: readonly DeskLead[]): void;
};

type Verb = BulkDeed['type'];
type Done = (end: BulkEnd) => void;
const verbs = ['assign', 'free', 'disqualify', 'reopen'] as const satisfies readonly Verb[];

/** Where a deed can act at all; whether it may is decided lead by lead when it is done. */
const stagesOf: Readonly<Record<Verb, readonly Stage[]>> = {
  assign: ['new', 'claimed', 'qualified', 'accepted', 'converted'],
  free: ['claimed', 'accepted', 'converted'],
  disqualify: ['new', 'claimed', 'qualified', 'accepted'],
  reopen: ['disqualified', 'lost', 'converted'],
};

export function leadSelection(changed: () => void): Selection {
  let shown: readonly DeskLead[] = [];
  const chosen = new Set<string>();
  const count = el('p', { class: 'select-count', role: 'status' });
  const everything = button(
    { class: 'button plain', 'data-select': 'all' },
    selectAll,
    say('page.leads.selectAll'),
  );
  const clear = button({ class: 'button plain', 'data-select': 'none' }, selectNone, say('page.leads.clear'));
  const deeds = verbs.map((verb) => ({
    verb,
    element: button(
      { class: `button plain${verb === 'disqualify' ? ' danger' : ''}`, 'data-bulk': verb },
      () => attempt(() => begin(verb)),
      say(`page.bulk.${verb}`),
    ),
  }));
  const element = el(
    'div',
    { class: 'select-bar', role: 'group', 'aria-label': say('page.leads.bulkActions'), hidden: true },
    el('div', { class: 'select-what' }, count, everything, clear),
    el('div', { class: 'select-deeds' }, ...deeds.map((deed) => deed.element)),
  );

  const selected = () => shown.filter(({ ref }) => chosen.has(ref));
  /** Where nothing was done, the selection stays for another try. */
  const done: Done = (end) => {
    if (end.done > 0) selectNone();
    changed();
  };

  function draw(): void {
    const leads = selected();
    element.hidden = leads.length === 0;
    count.textContent = say('page.leads.selected', { count: leads.length });
    everything.hidden = leads.length === shown.length;
    for (const { verb, element: deed } of deeds)
      deed.hidden = !leads.some(({ stage }) => stagesOf[verb].includes(stage));
  }
  function selectAll(): void {
    for (const { ref } of shown) chosen.add(ref);
    tick();
  }
  function selectNone(): void {
    chosen.clear();
    tick();
  }
  function tick(): void {
    for (const box of document.querySelectorAll('.row-check input')) {
      if (box instanceof HTMLInputElement) box.checked = chosen.has(box.value);
    }
    draw();
  }
  async function begin(verb: Verb): Promise<void> {
    const leads = selected();
    if (verb === 'assign') await openAssign(leads, done);
    else if (verb === 'disqualify') openDisqualify(leads, done);
    else confirmBulk(verb, leads, done);
  }

  return {
    element,
    boxOf({ ref, number }) {
      const box = el('input', {
        type: 'checkbox',
        value: ref,
        'aria-label': say('page.leads.select', { number }),
      });
      box.checked = chosen.has(ref);
      box.addEventListener('change', () => {
        if (box.checked) chosen.add(ref);
        else chosen.delete(ref);
        draw();
      });
      return el('label', { class: 'row-check' }, box);
    },
    show(leads) {
      shown = leads;
      for (const ref of chosen) if (!leads.some((lead) => lead.ref === ref)) chosen.delete(ref);
      draw();
    },
  };
}

async function openAssign(leads: readonly DeskLead[], done: Done): Promise<void> {
  const { items } = await get<{ items: readonly DeskPerson[] }>('/web/people');
  const people = items.filter(({ isActive }) => isActive);
  const field = {
    id: 'to',
    label: say('page.bulk.to'),
    kind: 'person' as const,
    choices: people.map((person) => ({ id: person.id, label: personLabel(person) })),
  };
  openForm(choiceForm('assign', leads, null, field), async (filled, tell) => {
    const to = people.find(({ id }) => id === filled['to']);
    if (!to) return { flaws: [{ field: 'to', says: say('page.dialog.required') }] };
    const end = await bulkOver({ type: 'assign', to: to.id }, leadsOf(leads), tell);
    const sentence = say('page.bulk.done.assign', { count: end.done, name: to.name });
    return { after: () => tellBulk(end, sentence, () => done(end)) };
  });
}

function openDisqualify(leads: readonly DeskLead[], done: Done): void {
  const here = frame().directions.filter(({ id }) => leads.some(({ direction }) => direction === id));
  const reasons = new Map(
    here.flatMap((direction) => direction.reasons).map((reason) => [reason.id, reason]),
  );
  const field = {
    id: 'reason',
    label: say('page.bulk.reason'),
    kind: 'choice' as const,
    choices: [...reasons.values()],
  };
  openForm(choiceForm('disqualify', leads, say('page.bulk.disqualifyText'), field), async (filled, tell) => {
    const reason = reasons.get(String(filled['reason'] ?? ''));
    if (!reason) return { flaws: [{ field: 'reason', says: say('page.dialog.required') }] };
    const end = await bulkOver({ type: 'disqualify', reason: reason.id }, leadsOf(leads), tell);
    const sentence = say('page.bulk.done.disqualify', { count: end.done });
    return { after: () => tellBulk(end, sentence, () => done(end)) };
  });
}

function confirmBulk(verb: 'free' | 'reopen', leads: readonly DeskLead[], done: Done): void {
  let end: BulkEnd | null = null;
  confirmDialog(
    say(`page.bulk.${verb}Title`, { count: leads.length }),
    say(`page.bulk.${verb}Text`),
    say(`page.bulk.${verb}`),
    async (tell) => {
      end = await bulkOver({ type: verb }, leadsOf(leads), tell);
    },
    tellFailure,
    () => {
      const ended = end;
      if (ended === null) return;
      tellBulk(ended, say(`page.bulk.done.${verb}`, { count: ended.done }), () => done(ended));
    },
  );
}

function choiceForm(
  verb: 'assign' | 'disqualify',
  leads: readonly DeskLead[],
  intro: string | null,
  field: Pick<PageForm['fields'][number], 'id' | 'label' | 'kind' | 'choices'>,
): PageForm {
  return {
    code: `bulk ${verb}`,
    title: say(`page.bulk.${verb}Title`, { count: leads.length }),
    intro,
    submit: say(`names.command.${verb}`),
    cancel: say('page.dialog.cancel'),
    fields: [{ ...field, hint: null, required: true, maxLength: 64, value: null }],
  };
}

/** As they are now: what a list of minutes ago says is no reason to leave a lead out. */
function leadsOf(leads: readonly DeskLead[]) {
  return leads.map(({ ref }) => ({ ref, revision: null }));
}
