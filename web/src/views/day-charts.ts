// Replicas, cost and latency over the day.

import { latencyAt, type VariantDecision } from '../contract.ts';
import { figure } from '../charts/figure.ts';
import { lineChart, type LineSpec } from '../charts/line.ts';
import type { Data } from '../charts/data.ts';
import { clock, money, percentileName } from '../state/format.ts';
import { dayTotal } from '../studies/day-total.ts';
import type { DayStep } from '../studies/day.ts';
import type { LatencyName } from '../state/edit.ts';
import { h, say } from './dom.ts';

export interface DayCharts {
  element: HTMLElement;
  summary: HTMLElement;
  draw(steps: DayStep[], answer: VariantDecision, currency: string, stepS: number): void;
  progress(share: number): void;
  cursor(index: number): void;
}

export function dayCharts(hovered: (index: number) => void): DayCharts {
  const frames = {
    replicas: figure('Replicas and load', 'replicas', 'day-replicas'),
    cost: figure('Cost', 'month', 'day-cost'),
    ttft: figure('TTFT of a serving replica', 'ttft', 'day-ttft'),
    itl: figure('ITL of a serving replica', 'itl', 'day-itl'),
  };
  const charts = {
    replicas: lineChart(frames.replicas.plot), cost: lineChart(frames.cost.plot),
    ttft: lineChart(frames.ttft.plot), itl: lineChart(frames.itl.plot),
  };
  const summary = h('p', { class: 'day-summary', 'data-value': 'day-summary' });
  let xs: number[] = [];

  const common = (): Pick<LineSpec, 'x' | 'xs' | 'height' | 'hovered'> => ({
    x: { label: 'time of day', values: clock }, xs, height: 220,
    hovered: (index) => { if (index !== null) hovered(index); },
  });
  const latency = (name: LatencyName, steps: DayStep[], answer: VariantDecision): void => {
    const target = answer.targets?.[name];
    const ys = steps.map((s) => (s.now ? latencyAt(s.now[name], target?.percentile) : null));
    const label = `${name.toUpperCase()} ${percentileName(target?.percentile)}, ms`;
    charts[name].draw({
      ...common(), y: { label, ...(target ? { most: target.atMostMs * 3 } : {}) },
      lines: [{ label, ys, look: 'step', color: 0 }],
      marks: target ? [{ y: target.atMostMs, label: 'target', color: 'bad' }] : [],
    });
    frames[name].data(table([label], steps.map((s, i) => [s.atS / 3600, ys[i] ?? null])));
  };

  return {
    element: h('div', { class: 'pair' }, frames.replicas.element, frames.cost.element, frames.ttft.element, frames.itl.element),
    summary,
    progress: frames.replicas.progress,
    cursor(index) {
      const x = xs[index];
      if (x !== undefined) for (const chart of Object.values(charts)) chart.cursor(x);
    },
    draw(steps, answer, currency, stepS) {
      xs = steps.map((s) => s.atS / 3600);
      const rate = steps.map((s) => s.decision.variants.find((v) => v.variant === answer.variant)?.load?.arrivalRatePerS ?? null);
      charts.replicas.draw({
        ...common(), y: { label: 'replicas' }, y2: { label: 'requests/s' },
        lines: [
          { label: 'desired', ys: steps.map((s) => s.ordered), look: 'step', color: 0 },
          { label: 'serving', ys: steps.map((s) => s.serving), look: 'step', color: 2 },
          { label: 'requests/s', ys: rate, look: 'line', color: 1, scale: 'y2' },
        ],
        marks: [],
      });
      charts.cost.draw({
        ...common(), y: { label: `${currency}/h` }, marks: [],
        lines: [{ label: `${currency}/h`, ys: steps.map((s) => s.decision.costPerHour), look: 'step', color: 0 }],
      });
      latency('ttft', steps, answer);
      latency('itl', steps, answer);
      frames.replicas.data(table(['requests/s', 'desired', 'serving'], steps.map((s, i) => [s.atS / 3600, rate[i] ?? null, s.ordered, s.serving])));
      frames.cost.data(table([`${currency} per hour`], steps.map((s) => [s.atS / 3600, s.decision.costPerHour])));
      say(summary, words(steps, currency, stepS));
    },
  };
}

function table(columns: string[], rows: (number | null)[][]): Data {
  return { columns: ['time', ...columns], rows: rows.map(([hour, ...rest]) => [clock(hour ?? 0), ...rest]) };
}

function words(steps: DayStep[], currency: string, stepS: number): string {
  const total = dayTotal(steps, stepS);
  const fixed = total.atPeak > 0 ? `; with the replicas of its dearest moment all day it would be ${money(total.atPeak)}` : '';
  const kept = total.judged > 0 ? ` Targets kept in ${total.kept} of ${total.judged} steps with load.` : '';
  return `The day costs ${money(total.cost)} ${currency}${fixed}.${kept}`;
}
