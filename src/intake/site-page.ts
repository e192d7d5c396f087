/**
 * What somebody reads who sent a website's form: thanks, or what to mend, with a way back. They are no programmer, and
 * are told nothing of leads, tokens or whether we know them already.
 */
import { readFileSync } from 'node:fs';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Say } from '../words/say.ts';
import { InvalidInput } from './check-input.ts';
import type { Page } from './html.ts';
import { escape, page } from './html.ts';
import type { FieldProblem, Problem } from './problem.ts';
import { TooOften } from './site-limits.ts';

type Facts = { readonly language: Language; readonly company: string };

export function thanksPage({ language, company }: Facts): Page {
  const say = speak(language);
  return frame(language, company, say('api.site.thanksTitle'), [`<p>${escape(say('api.site.thanks'))}</p>`]);
}

/** `back`: where the browser says that it came from. */
export function troublePage(problem: Problem, { language, company, back }: Facts & { back: string }): Page {
  const say = speak(language);
  const link = `<p><a id="back" href="${escape(back)}">← ${escape(say('api.site.back'))}</a></p>`;
  const hint = `<p class="hint">${escape(say('api.site.backHint'))}</p>`;
  const says = sentencesFor(problem, say);
  return frame(language, company, say('api.site.troubleTitle'), [...says, link, hint], goBack);
}

/** Forward to the form would be to an empty one. */
const goBack =
  "document.getElementById('back').addEventListener('click',function(e){if(history.length>1){e.preventDefault();history.back()}})";

function sentencesFor(problem: Problem, say: Say): readonly string[] {
  const plain = (text: string) => [`<p>${escape(text)}</p>`];
  if (problem instanceof TooOften) return plain(say('api.site.wait', { count: problem.seconds }));
  if (problem instanceof InvalidInput) {
    const says = [...new Set(problem.problems.map((one) => sayField(one, say)))];
    if (!says.includes(null)) {
      const items = says.map((text) => `<li>${escape(text ?? '')}</li>`).join('');
      return [...plain(say('api.site.mend')), `<ul>${items}</ul>`];
    }
  }
  if (problem.status === 413) return plain(say('api.site.tooLarge'));
  return plain(say(problem.status >= 500 || problem.status === 409 ? 'api.site.away' : 'api.site.broken'));
}

/** Null for what no visitor could mend: it stands in the form unseen. */
function sayField({ path }: FieldProblem, say: Say): string | null {
  switch (path) {
    case 'contact':
      return say('api.site.contact');
    case 'phone':
      return say('api.site.phone');
    case 'email':
      return say('api.site.email');
    case 'direction':
    case 'externalId':
    case 'receivedAt':
      return null;
    default:
      return say('api.site.field', { field: path.replace(/^fields\./, '') });
  }
}

function frame(
  language: Language,
  company: string,
  title: string,
  parts: readonly string[],
  script?: string,
): Page {
  const heading = `<p class="company">${escape(company)}</p><h1>${escape(title)}</h1>`;
  return page({
    language,
    title: `${title} · ${company}`,
    style,
    content: `<main>${heading}${parts.join('')}</main>`,
    ...(script === undefined ? {} : { script }),
  });
}

const style = readFileSync(new URL('site.css', import.meta.url), 'utf8');
