/**
 * The API's description as a page that people read: everything stands in it, so it needs neither script nor network.
 * It tells what /openapi.json tells, and nothing besides.
 */
import { z } from 'zod';
import { speak } from '../words/say.ts';
import type { Page } from './html.ts';
import { escape, page } from './html.ts';
import type { Schemas } from './schema-rows.ts';
import { schemaRows, schemaShape } from './schema-rows.ts';

const say = speak('en');

const content = z.record(z.string(), z.object({ schema: schemaShape.optional() })).optional();
const operation = z.object({
  tags: z.array(z.string()).optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: schemaShape.optional(),
      }),
    )
    .optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string().optional(), content })).optional(),
});
const document = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schemaShape).optional() }).optional(),
});

type Operation = z.output<typeof operation>;
type Route = {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly told: Operation;
};

const groups = [
  'leads',
  'commands',
  'people',
  'places',
  'digest',
  'websites',
  'backup',
  'health',
  'other',
] as const;
type Group = (typeof groups)[number];

export function docsPage(openapi: unknown): Page {
  const { info, paths, components } = document.parse(openapi);
  const schemas = components?.schemas ?? {};
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]): Route => ({
      method: method.toUpperCase(),
      path,
      id: `${method}${path.replaceAll(/[^a-z]+/gi, '-')}`,
      told,
    })),
  );
  const grouped = groups
    .map((group) => ({ group, routes: routes.filter(({ told }) => groupOf(told) === group) }))
    .filter(({ routes }) => routes.length > 0);
  return page({
    language: 'en',
    title: say('api.docs.title'),
    style,
    content: [
      `<header><h1>${escape(say('api.docs.title'))}</h1><p>${escape(info.description)}</p>`,
      `<p class="soft">${escape(say('api.docs.leadIn'))} <a href="/openapi.json">/openapi.json</a></p></header>`,
      `<nav aria-label="${escape(say('api.docs.contents'))}">${grouped.map(contentsOf).join('')}</nav><main>`,
      ...grouped.map(
        ({ group, routes }) =>
          `<section><h2>${escape(say(`api.docs.group.${group}`))}</h2>${routes.map((route) => routeOf(route, schemas)).join('')}</section>`,
      ),
      '</main>',
    ].join('\n'),
  });
}

function groupOf({ tags = [] }: Operation): Group {
  return groups.find((group) => tags.includes(group)) ?? 'other';
}

function contentsOf({ group, routes }: { readonly group: Group; readonly routes: readonly Route[] }): string {
  const items = routes.map(
    ({ id, method, path }) => `<li><a href="#${escape(id)}">${methodOf(method)} ${breakable(path)}</a></li>`,
  );
  return `<div><h3>${escape(say(`api.docs.group.${group}`))}</h3><ul>${items.join('')}</ul></div>`;
}

function routeOf({ method, path, id, told }: Route, schemas: Schemas): string {
  const { summary = '', description, security = [], parameters = [], requestBody, responses = {} } = told;
  const access = security.length > 0 ? say('api.docs.needsToken') : say('api.docs.open');
  const named = parameters.map((one) => ({
    name: one.name,
    isRequired: one.required === true,
    schema: { ...one.schema, ...(one.description ? { description: one.description } : {}) },
  }));
  const body = bodySchema(requestBody?.content);
  const answers = Object.entries(responses).map(([status, answer]) => {
    const held = bodySchema(answer.content);
    const isRefusal = Number(status) >= 400;
    const shape = held && !isRefusal ? schemaRows(held, schemas) : '';
    const said = `<b class="${isRefusal ? 'no' : 'yes'}">${escape(status)}</b> ${escape(answer.description ?? '')}`;
    return shape === ''
      ? `<p class="answer">${said}</p>`
      : `<details><summary>${said}</summary>${shape}</details>`;
  });
  return [
    `<article id="${escape(id)}"><h3>${methodOf(method)} ${breakable(path)}</h3>`,
    `<p>${escape(summary)} <span class="tag">${escape(access)}</span></p>`,
    description === undefined ? '' : `<p class="soft">${escape(description)}</p>`,
    named.length === 0 ? '' : part(say('api.docs.parameters'), schemaRows(named, schemas)),
    body === null ? '' : part(say('api.docs.body'), schemaRows(body, schemas)),
    answers.length === 0 ? '' : part(say('api.docs.answers'), answers.join('')),
    '</article>',
  ].join('');
}

function part(title: string, text: string): string {
  return text === '' ? '' : `<h4>${escape(title)}</h4>${text}`;
}

function bodySchema(held: z.output<typeof content>): z.output<typeof schemaShape> | null {
  return Object.values(held ?? {})[0]?.schema ?? null;
}

function methodOf(method: string): string {
  return `<span class="method ${escape(method.toLowerCase())}">${escape(method)}</span>`;
}

/** A long path may be broken at its slashes. */
function breakable(path: string): string {
  return `<code>${escape(path).replaceAll('/', '/<wbr>')}</code>`;
}

const style = `
:root{color-scheme:light dark;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--line:light-dark(#e4e4ec,#2e2e39);--soft:light-dark(#5c5c6d,#a5a5b6);--accent:light-dark(#5747d1,#9c90f8);scroll-behavior:smooth}
*{box-sizing:border-box}body{margin:0;background:light-dark(#f6f6f9,#121217);color:light-dark(#1c1c24,#ececf1);
display:grid;grid-template-columns:minmax(230px,300px) minmax(0,1fr);gap:0 32px;max-width:1240px;margin:0 auto;padding:32px 24px 80px}
header{grid-column:1/-1;margin-bottom:16px}h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px}p{margin:0 0 8px;max-width:75ch}
h2{font-size:1.3rem;margin:32px 0 12px}section:first-child h2{margin-top:0}h3{margin:0 0 6px;font-size:1rem;font-weight:600}
h4{margin:18px 0 6px;font-size:.8rem;color:var(--soft);font-weight:600}.soft{color:var(--soft)}a{color:var(--accent)}
nav{position:sticky;top:16px;align-self:start;max-height:calc(100vh - 32px);overflow:auto;font-size:.82rem;padding:2px}
nav h3{margin:12px 0 4px;color:var(--soft);font-size:.8rem}nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:3px 6px;border-radius:6px;color:inherit;text-decoration:none}nav a:hover{background:light-dark(#ececf2,#25252e)}
article{background:light-dark(#fff,#1a1a20);border:1px solid var(--line);border-radius:12px;padding:18px 20px;margin-bottom:14px;scroll-margin-top:16px}
article:target{border-color:var(--accent)}code{font:.92em ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.method{display:inline-block;font:700 .72rem ui-monospace,Menlo,Consolas,monospace;min-width:4.4em;color:light-dark(#1f6fd6,#6aaeff)}
.method.post{color:light-dark(#157a48,#55c98b)}.method.patch{color:light-dark(#a15c00,#f0b04e)}.method.delete{color:light-dark(#c22f3d,#ff7b84)}
.tag{font-size:.75rem;padding:1px 8px;border:1px solid var(--line);border-radius:20px;color:var(--soft);white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:.88rem}td{padding:5px 12px 5px 0;border-top:1px solid var(--line);vertical-align:top}
td:first-child{width:30%}td:nth-child(2){width:26%;color:var(--soft)}.must::after{content:" *";color:light-dark(#c22f3d,#ff7b84)}
details,.answer{margin:0;padding:4px 0;font-size:.88rem}summary{cursor:pointer}.yes{color:light-dark(#157a48,#55c98b)}.no{color:var(--soft)}
.answer{display:inline-block;margin-right:16px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media(max-width:820px){body{display:block;padding:20px 14px 60px}nav{position:static;max-height:none;margin-bottom:24px}article{padding:14px}
td,tr{display:block;width:auto!important;border:0;padding:0}tr{border-top:1px solid var(--line);padding:6px 0}}
@media(prefers-reduced-motion:reduce){:root{scroll-behavior:auto}}
`;
