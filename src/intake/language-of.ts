/** The language that a browser asks for, of those that we speak. */
import type { FastifyRequest } from 'fastify';
import { languages } from '../core/member.ts';
import type { Language } from '../core/member.ts';

const longestHeader = 1000;

/** `usual` where it asks for none that we speak. */
export function languageOf({ headers }: FastifyRequest, usual: Language): Language {
  const asked = (headers['accept-language'] ?? '')
    .slice(0, longestHeader)
    .split(',')
    .map((part) => {
      const [tag = '', ...more] = part.trim().toLowerCase().split(';');
      const quality = more.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { language } of asked) {
    const known = languages.find((one) => one === language);
    if (known) return known;
  }
  return usual;
}
