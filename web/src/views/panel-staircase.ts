// What a load costs, step by step.

import { figure } from '../charts/figure.ts';
import { lineChart } from '../charts/line.ts';
import { money, short, underWay } from '../state/format.ts';
import { staircase, type Staircase } from '../studies/staircase.ts';
import type { Panel } from './app.ts';

/** An accelerator that is many times dearer would leave no room for the others. */
const TIMES_DECIDED_MAX = 4;

export function staircasePanel(): Panel {
  const frame = figure('Cost over load', 'staircase', 'cost-over-load');
  const chart = lineChart(frame.plot);
  return {
    id: 'load',
    label: 'Cost over load',
    element: frame.element,
    async compute(run, { snapshot, decision, variant }) {
      const found = await staircase({ ...run, progress: frame.progress }, snapshot, variant);
      const nowPerHour = decision.variants.filter((v) => v.workload === variant.workload).reduce((sum, v) => sum + (v.costPerHour ?? 0), 0);
      frame.say(words(found, snapshot.currency) + (found.now ? underWay(found.now.costPerHour, nowPerHour, snapshot.currency) : ''));
      frame.data({
        columns: ['requests per s', found.decided.label, ...found.accelerators.map((a) => a.label)],
        rows: found.loads.map((load, i) => [load, found.decided.costs[i] ?? null, ...found.accelerators.map((a) => a.costs[i] ?? null)]),
      });
      chart.draw({
        x: { label: 'requests/s of the workload' },
        y: { label: `${snapshot.currency}/h`, most: TIMES_DECIDED_MAX * Math.max(...found.decided.costs.map((cost) => cost ?? 0)) || Infinity },
        xs: found.loads,
        lines: [
          ...found.accelerators.map((a, i) => ({ label: a.label, ys: a.costs, look: 'step' as const, color: i })),
          { label: found.decided.label, ys: found.decided.costs, look: 'step', color: 'ink', dashed: true },
        ],
        marks: found.now ? [{ x: found.now.load, y: found.now.costPerHour, label: 'now', color: 'ink' }] : [],
      });
    },
  };
}

function words(found: Staircase, currency: string): string {
  const now = found.now ? `Now ${short(found.now.load)} requests/s for ${money(found.now.costPerHour)} ${currency}/h. ` : '';
  return `${now}The dashed line is this workload as it is decided, the others if it ran alone on one accelerator; a line ends where the targets are not kept.`;
}
