// Latency over load for each accelerator, with the target and where one replica stands.

import { latencyAt, type LatencyTarget, type Prediction } from '../contract.ts';
import { figure } from '../charts/figure.ts';
import { lineChart } from '../charts/line.ts';
import type { Mark } from '../charts/marks.ts';
import { percentileName, short } from '../state/format.ts';
import type { LatencyName } from '../state/edit.ts';
import { column, latencyColumn, latencyCurves, type Curve } from '../studies/latency.ts';
import type { Panel, Subject } from './app.ts';
import { h } from './dom.ts';
import type { Kit } from './kit.ts';

export function latencyPanel(kit: () => Promise<Kit>): Panel {
  const shown = { ttft: latencyFigure('ttft'), itl: latencyFigure('itl') };
  return {
    id: 'latency',
    label: 'Latency',
    element: h('div', { class: 'pair' }, shown.ttft.element, shown.itl.element),
    async compute(run, subject) {
      const curves = await latencyCurves(run, (await kit()).curves, subject.snapshot, subject.variant);
      shown.ttft.draw(curves, subject);
      shown.itl.draw(curves, subject);
    },
  };
}

function latencyFigure(name: LatencyName): { element: HTMLElement; draw(curves: Curve[], subject: Subject): void } {
  const frame = figure(`${name.toUpperCase()} over load of one replica`, name, `${name}-over-load`);
  const chart = lineChart(frame.plot);
  return {
    element: frame.element,
    draw(curves, { answer }) {
      const target = answer.targets?.[name] ?? null;
      const percentile = target?.percentile;
      const lines = curves.map((c) => ({ label: c.accelerator, xs: column(c, 'arrivalRatePerS'), ys: latencyColumn(c, name, percentile) }));
      const xs = [...new Set(lines.flatMap((line) => line.xs))].sort((a, b) => a - b);
      frame.say(words(name, curves, answer.accelerator, target));
      frame.data({
        columns: ['accelerator', 'requests per s', `${name} ${percentileName(percentile)} ms`],
        rows: lines.flatMap((line) => line.xs.map((x, i) => [line.label, x, line.ys[i] ?? null])),
      });
      if (xs.length === 0) return chart.clear();
      chart.draw({
        x: { label: 'requests/s at one replica', log: true },
        y: { label: `${name.toUpperCase()} ${percentileName(percentile)}, ms`, ...most(lines.map((line) => line.ys[0] ?? 0), target) },
        xs,
        lines: lines.map((line, i) => {
          const at = new Map(line.xs.map((x, n) => [x, line.ys[n]]));
          return { label: line.label, ys: xs.map((x) => at.get(x) ?? null), look: 'line', color: i };
        }),
        marks: marks(target, answer.expected, name),
      });
    },
  };
}

/** Near saturation latency grows beyond any target: the room is for what is near it. */
function most(lone: number[], target: LatencyTarget | null): { most?: number } {
  return target ? { most: Math.max(target.atMostMs * 2, Math.max(...lone) * 1.3) } : {};
}

function marks(target: LatencyTarget | null, expected: Prediction | null, name: LatencyName): Mark[] {
  const list: Mark[] = [];
  if (target) list.push({ y: target.atMostMs, label: `target ${short(target.atMostMs)} ms`, color: 'bad' });
  if (expected) list.push({ x: expected.arrivalRatePerS, y: latencyAt(expected[name], target?.percentile), label: 'as decided', color: 'ink' });
  return list;
}

function words(name: LatencyName, curves: Curve[], chosen: string | null, target: LatencyTarget | null): string {
  if (curves.length === 0) return 'Nothing is known of how fast this model is on any accelerator.';
  if (!target) return `No ${name.toUpperCase()} target is promised.`;
  const parts = curves.map((c) => c.withinRatePerS === null
    ? `${c.accelerator}: not even alone`
    : `${c.accelerator}${c.accelerator === chosen ? ' (chosen)' : ''}: ${short(c.withinRatePerS)}`);
  return `Requests/s that one replica serves within all targets – ${parts.join(' · ')}`;
}
