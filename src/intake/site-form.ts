/**
 * A website's form: the fields in it that are meant for us and not for the lead, and what a browser is told when it
 * was sent. A form can send no header, so its token stands in a field, where everybody can read it.
 */
import type { FastifyRequest } from 'fastify';
import type { SiteCaller } from './access.ts';
import { FormFields } from './read-body.ts';

/** Of no lead: `token` who sends, `thanks` where to lead the browser then, and one that stays empty. */
export const formFields = { token: 'token', thanks: 'thanks', trap: 'website_url' } as const;

/** A form has a few fields; who shows no token in a header is not read for longer. */
export const largestForm = 256 * 1024;

export function isForm({ headers }: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** Whether the token may stand in the form: it is read before it is known who sends it, and so it must be short. */
export function mayHoldToken(request: FastifyRequest): boolean {
  const { authorization, 'content-length': length } = request.headers;
  return authorization === undefined && isForm(request) && Number(length ?? Infinity) <= largestForm;
}

export function formTokenIn(body: unknown): string | null {
  return body instanceof FormFields ? only(body, formFields.token) : null;
}

/** Filled in by programs that fill in everything; people do not see it. */
export function isTrapped(body: unknown): boolean {
  const given = body instanceof FormFields ? (body.values.get(formFields.trap) ?? []) : [];
  return given.some((value) => value.trim() !== '');
}

/** What is about the lead. A token is nobody's to keep, whoever sent it. */
export function leadFieldsOf(body: unknown, { isOfSite }: { readonly isOfSite: boolean }): unknown {
  if (!(body instanceof FormFields)) return body;
  const ours: readonly string[] = isOfSite ? Object.values(formFields) : [formFields.token];
  return new FormFields(new Map([...body.values].filter(([name]) => !ours.includes(name))));
}

/**
 * Where a browser is led: to the form's own field only within the sites that the token names, or anybody could make
 * a link of ours that leads to a site of theirs.
 */
export function thanksOf(body: unknown, { sites, thanks }: SiteCaller): string | null {
  const wished = body instanceof FormFields ? only(body, formFields.thanks) : null;
  const url = wished === null ? null : webAddress(wished);
  return url !== null && sites.includes(url.origin) ? url.href : thanks;
}

/** An address on the web without a name and password in it; what it gives back is plain ASCII. */
export function webAddress(text: string): URL | null {
  if (text.length > longestAddress || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '';
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}

const longestAddress = 1000;

/** A browser that shows what it is answered, in place of a script that reads it. */
export function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== 'POST' || !isForm(request)) return false;
  return /(^|,)\s*text\/html\s*(;|,|$)/i.test(request.headers.accept ?? '');
}

/** A form with its token in a field comes from a page, unless a script says that it will read the answer. */
export function wantsThanks(request: FastifyRequest): boolean {
  if (wantsPage(request)) return true;
  const { accept = '', 'sec-fetch-mode': mode } = request.headers;
  return mode !== 'cors' && !accept.includes('json') && formTokenIn(request.body) !== null;
}

function only({ values }: FormFields, name: string): string | null {
  const given = values.get(name) ?? [];
  return given.length === 1 ? (given[0] ?? null) : null;
}
