/**
 * The API's description as a page that people read: everything stands in it, so it needs neither script nor network.
 * It tells what /openapi.json tells, and nothing besides.
 */
import { readFileSync } from 'node:fs';
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

const style = readFileSync(new URL('docs.css', import.meta.url), 'utf8');
