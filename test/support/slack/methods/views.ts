/** `views.*`: modals in a stack of three, and the home of a person (PLATFORMS S26, S54, S88–S92). */
import { needed, nested, textOf } from '../arguments.ts';
import { checkView, elementsOf } from '../block-kit.ts';
import type { Json } from '../flaws.ts';
import { asJson, asList, asText, jsonsOf } from '../flaws.ts';
import { Refusal, refusedBlocks } from '../refusal.ts';
import { readObject, renderBlocks } from '../rendered.ts';
import { appId, botId, botUserId, teamId } from '../workspace.ts';
import type { View, Workspace } from '../workspace.ts';
import type { Context, Method } from './context.ts';

/** S26. */
const triggerLivesMs = 3000;
/** S54. */
const stackAtMost = 3;

export const open: Method = (context, args) => {
  const body = modalOf(context, args);
  const { person } = useTrigger(context, args);
  for (const id of context.workspace.stacks.get(person) ?? []) context.workspace.views.delete(id);
  const view = putOnTop(context, person, body, []);
  return { ok: true, view: viewShape(context.workspace, view) };
};

export const push: Method = (context, args) => {
  const body = modalOf(context, args);
  const { person } = useTrigger(context, args);
  const stack = context.workspace.stacks.get(person) ?? [];
  if (stack.length === 0) throw new Refusal('not_found');
  if (stack.length >= stackAtMost) throw new Refusal('push_limit_reached');
  const view = putOnTop(context, person, body, stack);
  return { ok: true, view: viewShape(context.workspace, view) };
};

export const update: Method = (context, args) => {
  const { workspace } = context;
  const id = textOf(args, 'view_id');
  const external = textOf(args, 'external_id');
  const view = id === null ? byExternalId(workspace, external) : workspace.views.get(id);
  if (!view || view.type !== 'modal') throw new Refusal('not_found');
  const body = modalOf(context, args, view.id);
  refuseStale(view, args);
  redrawView(context, view, body);
  return { ok: true, view: viewShape(workspace, view) };
};

export const publish: Method = (context, args) => {
  const { workspace, manifest } = context;
  const user = needed(args, 'user_id');
  const person = workspace.people.get(user);
  if (!person || person.isDeleted || person.isBot) throw new Refusal('invalid_arguments');
  if (!manifest.hasHomeTab) throw new Refusal('not_enabled');
  const body = bodyOf(context, args, 'home');
  const there = workspace.views.get(workspace.homes.get(user) ?? '');
  if (there) refuseStale(there, args);
  const view: View = there ?? newView(workspace, user, 'home', body, null);
  view.body = body;
  view.hash = hashOf(workspace);
  workspace.homes.set(user, view.id);
  judgeView(context, view);
  context.record.show({
    person: user,
    kind: 'home',
    text: renderBlocks(jsonsOf(body['blocks']), person.timeZone).text,
    channel: null,
    message: view.id,
  });
  return { ok: true, view: viewShape(workspace, view) };
};

/** Opens a modal on top of those that stand open. */
export function putOnTop(context: Context, person: string, body: Json, stack: readonly string[]): View {
  const { workspace } = context;
  const view = newView(workspace, person, 'modal', body, stack.at(-1) ?? null);
  workspace.stacks.set(person, [...stack, view.id]);
  judgeView(context, view);
  context.record.show({ person, kind: 'modal', text: textOfView(view), channel: null, message: view.id });
  return view;
}

/** S41: what was typed stays where block and action keep their ids. */
export function redrawView(context: Context, view: View, body: Json): void {
  const before = view.state;
  view.body = body;
  view.hash = hashOf(context.workspace);
  view.state = initialState(body);
  for (const [block, actions] of before) {
    for (const [action, value] of actions) {
      if (view.state.get(block)?.has(action)) view.state.get(block)?.set(action, value);
    }
  }
  judgeView(context, view);
  context.record.show({
    person: view.person,
    kind: 'modal changed',
    text: textOfView(view),
    channel: null,
    message: view.id,
  });
}

export function modalBody(context: Context, value: unknown, but: string | null = null): Json {
  const check = checkView(value, 'modal', (id) => context.workspace.fileState(id));
  if (check) throw refusedBlocks(check.error, check.flaws);
  const body = asJson(value) ?? {};
  const external = asText(body['external_id']);
  const twin = external === null ? undefined : byExternalId(context.workspace, external);
  if (twin && twin.id !== but) throw new Refusal('duplicate_external_id');
  return withBlockIds(body);
}

/** A view as payloads and answers carry it. */
export function viewShape(workspace: Workspace, view: View): Json {
  return {
    id: view.id,
    team_id: teamId,
    type: view.type,
    blocks: [],
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: view.type === 'home' ? { type: 'plain_text', text: 'View Title', emoji: true } : null,
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    state: { values: valuesOf(view) },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    app_id: appId,
    app_installed_team_id: teamId,
    bot_id: botId,
    user_id: workspace.people.has(botUserId) ? botUserId : null,
  };
}

export function valuesOf(view: View): Json {
  return Object.fromEntries([...view.state].map(([block, actions]) => [block, Object.fromEntries(actions)]));
}

export function textOfView(view: View): string {
  const title = readObject(view.body['title']).text;
  return [title, renderBlocks(jsonsOf(view.body['blocks'])).text].filter((text) => text !== '').join('\n');
}

function modalOf(context: Context, args: Json, but: string | null = null): Json {
  const value = nested(args, 'view', 'invalid_arguments');
  if (value === undefined) throw new Refusal('invalid_arguments');
  return modalBody(context, value, but);
}

function bodyOf(context: Context, args: Json, type: 'home'): Json {
  const value = nested(args, 'view', 'invalid_arguments');
  const check = checkView(value, type, (id) => context.workspace.fileState(id));
  if (check) throw refusedBlocks(check.error, check.flaws);
  return withBlockIds(asJson(value) ?? {});
}

function useTrigger(context: Context, args: Json): { readonly person: string } {
  const trigger = context.triggers.get(needed(args, 'trigger_id'));
  if (!trigger) throw new Refusal('invalid_trigger_id');
  if (trigger.used) throw new Refusal('exchanged_trigger_id');
  if (context.workspace.now() - trigger.at > triggerLivesMs) throw new Refusal('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

/** S91. */
function refuseStale(view: View, args: Json): void {
  const hash = textOf(args, 'hash');
  if (hash !== null && hash !== view.hash) throw new Refusal('hash_conflict');
}

function byExternalId(workspace: Workspace, external: string | null): View | undefined {
  if (external === null) throw new Refusal('not_found');
  return [...workspace.views.values()].find((view) => view.body['external_id'] === external);
}

function newView(
  workspace: Workspace,
  person: string,
  type: View['type'],
  body: Json,
  under: string | null,
): View {
  const id = workspace.next('V');
  const view: View = {
    id,
    type,
    person,
    body,
    hash: hashOf(workspace),
    rootId: under === null ? id : (workspace.views.get(under)?.rootId ?? id),
    previousId: under,
    state: initialState(body),
    openedAt: workspace.now(),
  };
  workspace.views.set(id, view);
  return view;
}

const hashOf = (workspace: Workspace) => `${Math.floor(workspace.now() / 1000)}.${workspace.next('h')}`;

let named = 0;
function withBlockIds(body: Json): Json {
  const blocks = jsonsOf(body['blocks']).map((block) =>
    asText(block['block_id']) === null ? { ...block, block_id: `v${(named += 1).toString(36)}` } : block,
  );
  return { ...body, blocks };
}

/** What stands in the inputs when the view opens, as `state.values` would carry it. */
function initialState(body: Json): Map<string, Map<string, Json>> {
  const state = new Map<string, Map<string, Json>>();
  for (const block of jsonsOf(body['blocks'])) {
    if (block['type'] !== 'input') continue;
    for (const element of elementsOf(block)) {
      const blockId = String(block['block_id']);
      const actions = state.get(blockId) ?? new Map<string, Json>();
      state.set(blockId, actions.set(asText(element['action_id']) ?? '', initialValue(element)));
    }
  }
  return state;
}

function initialValue(element: Json): Json {
  const type = String(element['type']);
  const value = (key: string) => element[key] ?? null;
  if (type === 'checkboxes' || type === 'multi_static_select') {
    return { type, selected_options: asList(element['initial_options']) ?? [] };
  }
  if (type === 'radio_buttons' || type === 'static_select')
    return { type, selected_option: value('initial_option') };
  if (type === 'datepicker') return { type, selected_date: value('initial_date') };
  if (type === 'timepicker') return { type, selected_time: value('initial_time') };
  if (type === 'datetimepicker') return { type, selected_date_time: value('initial_date_time') };
  if (type === 'users_select') return { type, selected_user: value('initial_user') };
  if (type === 'multi_users_select') return { type, selected_users: asList(element['initial_users']) ?? [] };
  return { type, value: value('initial_value') };
}

/** Whoever opened it reads it alone; what it hides is readable by more (P5). */
function judgeView({ judge }: Context, view: View): void {
  judge.message({
    text: '',
    blocks: jsonsOf(view.body['blocks']),
    attachments: [],
    parse: 'none',
    linkNames: false,
    metadata: null,
    isPublic: false,
    where: view.id,
  });
  judge.hidden(asText(view.body['private_metadata']) ?? '', view.id);
}
