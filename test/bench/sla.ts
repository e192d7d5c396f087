/** The clock's look at what is due among many timers, and how late steps are taken (P17): measured as R19 is proven. */
import { proveSla } from '../prove/time/sla.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';

const timers = 100_000;

export async function benchSla({ full, say }: BenchOptions): Promise<readonly Figure[]> {
  const figures = await proveSla({ seed: 1, full, more: { leads: String(timers) }, say });
  return figures.filter(({ row }) => row === 'P17');
}
