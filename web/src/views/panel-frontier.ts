// What a target costs, and where the cliff is.

import type { Decision } from '../contract.ts';
import { figure } from '../charts/figure.ts';
import { lineChart } from '../charts/line.ts';
import type { Mark } from '../charts/marks.ts';
import { money, short, underWay } from '../state/format.ts';
import type { LatencyName } from '../state/edit.ts';
import { frontier, type Frontier } from '../studies/frontier.ts';
import type { Run } from '../studies/ask.ts';
import type { Panel, Subject } from './app.ts';
import { h } from './dom.ts';

/** Near the cliff the cost may grow without bound: the room is for what is near today's. */
const TIMES_NOW_MAX = 8;

export function frontierPanel(): Panel {
  const shown = [frontierFigure('ttft'), frontierFigure('itl')];
  return {
    id: 'target',
    label: 'Cost over target',
    element: h('div', { class: 'pair' }, ...shown.map((f) => f.element)),
    async compute(run, subject) {
      for (const one of shown) await one.compute(run, subject);
    },
  };
}

function frontierFigure(name: LatencyName): { element: HTMLElement; compute(run: Run, subject: Subject): Promise<void> } {
  const label = name.toUpperCase();
  const frame = figure(`Cost over the ${label} target`, 'frontier', `cost-over-${name}-target`);
  const chart = lineChart(frame.plot);
  return {
    element: frame.element,
    async compute(run, { snapshot, decision, variant, answer }) {
      const target = answer.targets?.[name];
      if (!target) {
        chart.clear();
        frame.data({ columns: [], rows: [] });
        return frame.say(`No ${label} target is promised; set one on the left.`);
      }
      const found = await frontier({ ...run, progress: frame.progress }, snapshot, variant.workload, name, target.atMostMs);
      draw(found, snapshot.currency, decision);
    },
  };

  function draw(found: Frontier, currency: string, decision: Decision): void {
    const kept = found.points.map((p) => (p.outcome === 'kept' ? p.costPerHour : null));
    const missed = found.points.map((p) => (p.outcome === 'missed' ? p.costPerHour : null));
    frame.say(words(found, label, currency) + underWay(found.now.costPerHour, decision.costPerHour, currency));
    frame.data({
      columns: [`${name} target ms`, `cost ${currency} per hour`, 'outcome'],
      rows: found.points.map((p) => [p.targetMs, p.costPerHour, p.outcome]),
    });
    const marks: Mark[] = [{ x: found.now.targetMs, y: found.now.costPerHour, label: 'now', color: 'ink' }];
    if (found.cliff) marks.push({ x: found.cliff.keptMs, label: `cliff ${short(found.cliff.keptMs)} ms`, color: 'bad' });
    chart.draw({
      x: { label: `${label} target, ms`, log: true },
      y: { label: `${currency}/h, all variants`, most: found.now.costPerHour * TIMES_NOW_MAX || Infinity },
      xs: found.points.map((p) => p.targetMs),
      lines: [
        { label: 'kept', ys: kept, look: 'step', color: 0 },
        { label: 'missed at this cost', ys: missed, look: 'dots', color: 'bad' },
      ],
      marks,
    });
  }
}

function words({ now, cliff, points }: Frontier, label: string, currency: string): string {
  if (!cliff) {
    return now.outcome === 'kept'
      ? `Every ${label} target down to ${short(points[0]?.targetMs)} ms is kept.`
      : `No ${label} target is kept at this load: something else stands in the way.`;
  }
  const dearest = points.find((p) => p.targetMs === cliff.keptMs);
  return `The cliff is at ${short(cliff.keptMs)} ms, for ${money(dearest?.costPerHour)} ${currency}/h; tighter, ${cliff.reason}.`;
}
