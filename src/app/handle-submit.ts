/**
 * A form was filled in. It is read against the form as it would open now, and decided by how things stand now. Who is
 * refused gets back what they had typed.
 */
import type { Form } from '../cards/form.ts';
import { readForm } from '../cards/read-form.ts';
import type { Reply, Submit } from '../chat/port.ts';
import { parseCode } from '../core/code.ts';
import { commandTypes, type PersonCommandType } from '../core/command.ts';
import type { Ref } from '../core/lead.ts';
import { formatNumber } from '../core/number.ts';
import { findView } from '../storage/read-lead.ts';
import { speak } from '../words/say.ts';
import { answerCommand } from './answer-command.ts';
import type { App } from './app.ts';
import { addForm } from './asks/add.ts';
import { submitDeputy } from './asks/deputy.ts';
import { findCaller, refuseUnknown, type KnownCaller } from './find-caller.ts';
import { handleCommand } from './handle-command.ts';
import { openForm } from './open-form.ts';
import { isAboutTheForm, probe } from './probe.ts';
import type { InputProblem } from './read-lead-input.ts';
import { receiveLead } from './receive-lead.ts';
import { subjectOf } from './request.ts';
import { requestFromForm } from './request-from-form.ts';
import { refused, type Said } from './said.ts';
import { sayProblem } from './say-problem.ts';
import { decideOn, readStandingFor } from './standing.ts';
import { whoCallsBack } from './who-calls-back.ts';
import { typedCard } from './typed-card.ts';
import { usualDirection } from './direction-of.ts';

export async function handleSubmit(app: App, submit: Submit): Promise<Reply> {
  const code = parseCode(submit.code);
  const command = commandTypes.find((type) => type === code?.verb);
  if (code && command) return submitCommand(app, submit, command, code.ref);
  const caller = await findCaller(app, submit);
  if (!caller.member) return refuseUnknown(caller);
  if (code?.verb === 'add') return submitAdd(app, submit, caller);
  if (code?.verb === 'deputy') return submitDeputy(app, submit, caller, code.ref);
  return refused(speak(caller.language)('replies.failed.staleForm'));
}

async function submitCommand(app: App, submit: Submit, command: PersonCommandType, ref: Ref): Promise<Reply> {
  const { caller, standing } = await readStandingFor(app, submit, { ref });
  if (!caller.member) return refuseUnknown(caller);
  const say = speak(caller.language);
  const by = caller.member.id;
  if (!standing) return refused(say('replies.refused.not_found'));
  const { direction, now } = standing;
  const { view } = standing.situation;
  const callsBack = await whoCallsBack(app, command, view.lead, by);
  const about = { view, direction, hearer: caller, now, callsBack };
  const form = await openForm(app, command, about);
  if (!form) return refused(say('replies.failed.staleForm'));

  const read = readForm(form, submit.filled, { ...readingOf(caller), now, currency: direction.currency });
  const asked = read.ok ? requestFromForm(command, read.values, about) : read;
  if (!asked.ok) {
    // Nobody is asked to mend a form that can no longer be of use.
    const tried = probe(command, { direction, by, now });
    const decision = decideOn(standing, by, tried);
    if (decision.ok || isAboutTheForm(decision.refusal)) return { type: 'flaws', flaws: asked.flaws };
    const said = answerCommand(app, caller, { ok: false, refusal: decision.refusal, view }, tried);
    return givingBack(said, form, submit, caller);
  }

  const { platform, id } = submit;
  const input = {
    lead: { ref },
    by,
    via: platform,
    command: asked.request,
    delivery: { platform, id },
    ...(asked.words ? { words: asked.words } : {}),
    ...(asked.contact ? { contact: asked.contact } : {}),
  };
  // Whom a lead is given to was not known yet when it was read.
  const known = subjectOf(asked.request) === null ? standing : null;
  const outcome = await handleCommand(app, input, known);
  const said = answerCommand(app, caller, outcome, asked.request, callsBack);
  return outcome.ok ? said : givingBack(said, form, submit, caller);
}

async function submitAdd(app: App, submit: Submit, caller: KnownCaller): Promise<Reply> {
  const { language } = caller;
  const say = speak(language);
  const form = addForm(app, caller, null);
  if (!form) return refused(say('replies.failed.staleForm'));
  const read = readForm(form, submit.filled, {
    ...readingOf(caller),
    now: app.clock.now(),
    currency: usualDirection(app.playbook()).currency,
  });
  if (!read.ok) return { type: 'flaws', flaws: read.flaws };

  const text = (field: string) => {
    const value = Object.hasOwn(read.values, field) ? read.values[field] : undefined;
    return typeof value === 'string' ? value : null;
  };
  const { platform, id } = submit;
  const received = await receiveLead(
    app,
    {
      name: text('name'),
      phone: text('phone'),
      email: text('email'),
      company: text('company'),
      source: text('source'),
      message: text('message'),
      direction: text('direction'),
      externalId: null,
      receivedAt: null,
      fields: null,
    },
    { via: platform, by: caller.member.id, delivery: { platform, id } },
  );
  if ('problems' in received) {
    app.counts.lead(platform, 'refused');
    const flaws = received.problems.map((problem) => ({
      field: fieldOf(problem, form),
      says: sayProblem(problem, language),
    }));
    return { type: 'flaws', flaws };
  }
  app.counts.lead(platform, received.outcome === 'known' ? 'known' : 'created');
  const number = formatNumber(received.number);
  if (received.outcome === 'known') {
    return { type: 'say', tone: 'quiet', text: say('inbox.addedKnown', { number }) };
  }
  const previous =
    received.duplicateOf === null ? null : await findView(app.database.db, { ref: received.duplicateOf });
  return {
    type: 'say',
    tone: 'done',
    text: previous
      ? say('inbox.addedAfter', { number, previous: formatNumber(previous.lead.number) })
      : say('inbox.added', { number }),
  };
}

/** A problem stands at a field that the form has: that there is no way to reach the person, at the phone. */
function fieldOf({ field }: InputProblem, form: Form): string {
  return form.fields.some(({ id }) => id === field) ? field : 'phone';
}

function readingOf({ language, timeZone }: KnownCaller) {
  return { language, timeZone };
}

function givingBack(said: Said, form: Form, { filled }: Submit, { language }: KnownCaller): Said {
  const card = typedCard(form, filled, language);
  return card ? { ...said, card } : said;
}
