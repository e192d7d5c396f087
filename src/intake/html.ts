/**
 * The frame of the few pages that the server itself writes: no network, no frame around it, and no style or script but
 * the ones that stand here. What is put into it goes through `escape`.
 */
import { createHash } from 'node:crypto';
import type { Language } from '../core/member.ts';

export type Page = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

export function page(parts: {
  readonly language: Language;
  readonly title: string;
  readonly style: string;
  /** Already escaped. */
  readonly content: string;
  readonly script?: string;
}): Page {
  const { language, title, style, content, script = null } = parts;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === null ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: [
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<meta name="color-scheme" content="light dark">',
      `<title>${escape(title)}</title><style>${style}</style></head><body>${content}`,
      script === null ? '' : `<script>${script}</script>`,
      '</body></html>\n',
    ].join(''),
  };
}

/** For what stands between tags, and between quotes in one. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
