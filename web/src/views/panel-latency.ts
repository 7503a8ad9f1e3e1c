// Latency over load for each accelerator, with the target and where one replica stands.

import { latencyAt, type LatencyTarget, type Prediction } from '../contract.ts';
import { figure } from '../charts/figure.ts';
import { lineChart, type Mark } from '../charts/line.ts';
import { percentileName, short } from '../state/format.ts';
import type { LatencyName } from '../state/edit.ts';
import { latencyCurves, type Curve } from '../studies/latency.ts';
import type { Panel, Subject } from './app.ts';
import { h } from './dom.ts';

export function latencyPanel(): Panel {
  const shown = { ttft: latencyFigure('ttft'), itl: latencyFigure('itl') };
  return {
    id: 'latency',
    label: 'Latency',
    element: h('div', { class: 'pair' }, shown.ttft.element, shown.itl.element),
    async compute(run, subject) {
      const curves = await latencyCurves(run, subject.snapshot, subject.variant);
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
      const ms = (p: Prediction): number => latencyAt(p[name], target?.percentile);
      const xs = [...new Set(curves.flatMap((c) => c.points.map((p) => p.arrivalRatePerS)))].sort((a, b) => a - b);
      frame.say(words(name, curves, answer.accelerator, target));
      frame.data({
        columns: ['accelerator', 'requests per s', `${name} ${percentileName(target?.percentile)} ms`],
        rows: curves.flatMap((c) => c.points.map((p) => [c.accelerator, p.arrivalRatePerS, ms(p)])),
      });
      if (xs.length === 0) return chart.clear();
      chart.draw({
        x: { label: 'requests/s at one replica', log: true },
        y: { label: `${name.toUpperCase()} ${percentileName(target?.percentile)}, ms`, ...most(curves, ms, target) },
        xs,
        lines: curves.map((c, i) => {
          const at = new Map(c.points.map((p) => [p.arrivalRatePerS, ms(p)]));
          return { label: c.accelerator, ys: xs.map((x) => at.get(x) ?? null), look: 'line', color: i };
        }),
        marks: marks(target, answer.expected, ms),
      });
    },
  };
}

/** Near saturation latency grows beyond any target: the room is for what is near it. */
function most(curves: Curve[], ms: (p: Prediction) => number, target: LatencyTarget | null): { most?: number } {
  if (!target) return {};
  const least = Math.max(...curves.map((c) => (c.points[0] ? ms(c.points[0]) : 0)));
  return { most: Math.max(target.atMostMs * 2, least * 1.3) };
}

function marks(target: LatencyTarget | null, expected: Prediction | null, ms: (p: Prediction) => number): Mark[] {
  const list: Mark[] = [];
  if (target) list.push({ y: target.atMostMs, label: `target ${short(target.atMostMs)} ms`, color: 'bad' });
  if (expected) list.push({ x: expected.arrivalRatePerS, y: ms(expected), label: 'as decided', color: 'ink' });
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
