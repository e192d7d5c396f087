/**
 * The figures of a running Baton, as Prometheus reads them. Every name of a label is from a list of ours, or a source
 * that whoever runs Baton gave a token; of those and of errors no more than a hundred are told apart.
 */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Counts } from '../app/counts.ts';
import type { Readiness } from '../app/readiness.ts';
import { speak } from '../words/say.ts';

const say = speak('en');

export type Metrics = {
  readonly counts: Counts;
  readonly contentType: string;
  /** All of them as text, with how things stand at this moment. */
  text(now: Readiness): Promise<string>;
};

/** `ofProcess`: memory, processor, event loop and garbage, too, which watches the process all the time. */
export function makeMetrics({ ofProcess = false }: { readonly ofProcess?: boolean } = {}): Metrics {
  const register = new Registry();
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `baton_${name}`, help, labelNames, registers: [register] });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `baton_${name}`, help, labelNames, registers: [register] });

  const leads = counter('leads_total', say('api.metrics.leads'), ['via', 'outcome']);
  const sites = counter('site_forms_total', say('api.metrics.sites'), ['source', 'outcome']);
  const commands = counter('commands_total', say('api.metrics.commands'), ['command', 'outcome']);
  const answers = counter('answers_total', say('api.metrics.answers'), ['platform', 'to', 'outcome']);
  const deliveries = counter('deliveries_total', say('api.metrics.deliveries'), [
    'platform',
    'call',
    'outcome',
  ]);
  const errors = counter('errors_total', say('api.metrics.errors'), ['kind']);
  const ready = gauge('ready', say('api.metrics.ready'));
  const waiting = gauge('outbox_waiting', say('api.metrics.waiting'), ['platform']);
  const oldest = gauge('outbox_oldest_seconds', say('api.metrics.oldest'), ['platform']);
  const buried = gauge('outbox_buried', say('api.metrics.buried'), ['platform']);
  if (ofProcess) collectDefaultMetrics({ register });

  const sourceOf = few();
  const outcomeOf = few();
  const kindOf = few();

  return {
    contentType: register.contentType,
    counts: {
      lead: (via, outcome, count = 1) => leads.inc({ via, outcome }, count),
      site: (source, outcome) => sites.inc({ source: sourceOf(source), outcome }),
      command: (command, outcome) => commands.inc({ command, outcome }),
      answer: (platform, to, outcome) => answers.inc({ platform, to, outcome }),
      delivery: (platform, call, outcome) => deliveries.inc({ platform, call, outcome: outcomeOf(outcome) }),
      error: (kind) => errors.inc({ kind: kindOf(kind) }),
    },
    async text(now) {
      ready.set(now.ready ? 1 : 0);
      for (const each of [waiting, oldest, buried]) each.reset();
      for (const { platform, ...depth } of now.outbox) {
        waiting.set({ platform }, depth.waiting);
        oldest.set({ platform }, depth.oldestSeconds ?? 0);
        buried.set({ platform }, depth.buried);
      }
      return register.metrics();
    },
  };
}

const namesAtMost = 100;

/** The name itself for the first hundred names, and `other` for any further one. */
function few(): (name: string) => string {
  const seen = new Set<string>();
  return (name) => {
    if (seen.size < namesAtMost) seen.add(name);
    return seen.has(name) ? name : 'other';
  };
}
