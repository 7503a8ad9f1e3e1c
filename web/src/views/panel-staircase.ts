// What a load costs, step by step.

import { figure } from '../charts/figure.ts';
import { lineChart } from '../charts/line.ts';
import { money, short } from '../state/format.ts';
import { staircase, type Staircase } from '../studies/staircase.ts';
import type { Panel } from './app.ts';

export function staircasePanel(): Panel {
  const frame = figure('Cost over load', 'staircase', 'cost-over-load');
  const chart = lineChart(frame.plot);
  return {
    id: 'load',
    label: 'Cost over load',
    element: frame.element,
    async compute(run, { snapshot, variant, decision }) {
      const found = await staircase({ ...run, progress: frame.progress }, snapshot, variant);
      const several = decision.variants.length > 1;
      frame.say(words(found, snapshot.currency, several));
      const mine = several ? ' alone' : '';
      frame.data({
        columns: ['requests per s', found.decided.label, ...found.accelerators.map((a) => `${a.label}${mine}`)],
        rows: found.loads.map((load, i) => [load, found.decided.costs[i] ?? null, ...found.accelerators.map((a) => a.costs[i] ?? null)]),
      });
      chart.draw({
        x: { label: 'requests/s of the workload' },
        y: { label: `${snapshot.currency}/h` },
        xs: found.loads,
        lines: [
          { label: found.decided.label, ys: found.decided.costs, look: 'step', color: 'ink' },
          ...found.accelerators.map((a, i) => ({ label: `${a.label}${mine}`, ys: a.costs, look: 'step' as const, color: i })),
        ],
        marks: found.now ? [{ x: found.now.load, y: found.now.costPerHour, label: 'now', color: 'ink' }] : [],
      });
    },
  };
}

function words(found: Staircase, currency: string, several: boolean): string {
  const now = found.now ? `Now ${short(found.now.load)} requests/s for ${money(found.now.costPerHour)} ${currency}/h. ` : '';
  const what = several
    ? 'The dark line is the whole system; the others are this workload alone on one accelerator.'
    : 'The dark line is what is decided; the others are the same load on one accelerator.';
  return `${now}${what} A line ends where the targets are not kept.`;
}
