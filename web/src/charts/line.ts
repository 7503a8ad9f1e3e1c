// Lines over a common axis, with marks for targets and for where one stands.

import uPlot from 'uplot';
import { colors, zoom, type Colors } from './colors.ts';
import { drawMarks, type Mark } from './marks.ts';
import { short } from '../state/format.ts';

export interface Line {
  label: string;
  ys: (number | null)[];
  look: 'line' | 'step' | 'dots';
  /** Place in the list of colors; `ink` and `bad` are themselves. */
  color: number | 'ink' | 'bad';
  dashed?: boolean;
  scale?: 'y' | 'y2';
}

export interface LineSpec {
  x: { label: string; log?: boolean; values?: (value: number) => string };
  y: { label: string; log?: boolean; most?: number };
  y2?: { label: string };
  xs: number[];
  lines: Line[];
  marks: Mark[];
  height?: number;
  hovered?: (index: number | null) => void;
}

export interface LineChart { draw(spec: LineSpec): void; clear(): void; cursor(x: number): void }

export function lineChart(plot: HTMLElement): LineChart {
  let chart: uPlot | null = null;
  let last: LineSpec | null = null;
  const clear = (): void => {
    chart?.destroy();
    chart = null;
    last = null;
  };
  const draw = (spec: LineSpec): void => {
    clear();
    last = spec;
    const width = Math.max(240, plot.clientWidth);
    chart = new uPlot(options(spec, width, colors()), [spec.xs, ...spec.lines.map((l) => l.ys)] as uPlot.AlignedData, plot);
  };
  new ResizeObserver(() => {
    if (chart && plot.clientWidth > 0 && Math.abs(plot.clientWidth - chart.width) > 1) {
      chart.setSize({ width: Math.max(240, plot.clientWidth), height: chart.height });
    }
  }).observe(plot);
  addEventListener('themechange', () => last && draw(last));
  return {
    draw,
    clear,
    cursor(x) {
      chart?.setCursor({ left: chart.valToPos(x, 'x'), top: -10 }, false);
    },
  };
}

function options(spec: LineSpec, width: number, c: Colors): uPlot.Options {
  const z = zoom();
  const font = `${12 * z}px system-ui, sans-serif`;
  const axis = (label: string, scale: string, side: uPlot.Axis.Side, values?: (v: number) => string): uPlot.Axis => ({
    scale, side, label, stroke: c.quiet, labelSize: 22 * z, size: (side === 2 ? 34 : 58) * z, font, labelFont: font,
    grid: { show: scale !== 'y2', stroke: c.grid, width: 1 }, ticks: { stroke: c.grid, width: 1 },
    values: (_, ticks) => ticks.map((t) => (t == null ? '' : values ? values(t) : short(t))),
  });
  const y: uPlot.Scale = { distr: spec.y.log ? 3 : 1, range: (_, low, high) => yRange(spec, low, high) };
  const axes = [axis(spec.x.label, 'x', 2, spec.x.values), axis(spec.y.label, 'y', 3)];
  if (spec.y2) axes.push(axis(spec.y2.label, 'y2', 1));
  if (spec.x.log && axes[0]) axes[0].splits = (_, __, low, high) => decades(low, high);
  const hovered = spec.hovered;
  return {
    width, height: (spec.height ?? 320) * z, axes,
    padding: [12 * z, spec.y2 ? 0 : 24 * z, 0, 0],
    scales: {
      x: { time: false, distr: spec.x.log ? 3 : 1 }, y,
      ...(spec.y2 ? { y2: { range: (_: uPlot, __: number, high: number): [number, number] => [0, Math.max(1, high * 1.1)] } } : {}),
    },
    series: [
      { label: spec.x.label, value: (_, v) => (v == null ? '–' : spec.x.values ? spec.x.values(v) : short(v)) },
      ...spec.lines.map((line) => series(line, c)),
    ],
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    hooks: {
      draw: [(u) => drawMarks(u, spec.marks, c)],
      ...(hovered ? { setCursor: [(u: uPlot) => hovered(u.cursor.idx ?? null)] } : {}),
    },
  };
}

/** 1, 2 and 5 of every decade; of many decades only the 1. */
function decades(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const parts = last - first > 3 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = first; power <= last; power += 1) {
    for (const part of parts) all.push(Number((part * 10 ** power).toPrecision(1)));
  }
  return all.filter((value) => value >= low && value <= high);
}

function yRange(spec: LineSpec, low: number, high: number): [number, number] {
  const marks = spec.marks.map((m) => m.y).filter((v) => v !== undefined);
  const top = Math.min(spec.y.most ?? Infinity, Math.max(high ?? 1, ...marks) * 1.08 || 1);
  return spec.y.log ? [Math.min(low, ...marks) * 0.8 || 0.1, top] : [0, top];
}

function series(line: Line, c: Colors): uPlot.Series {
  const stroke = line.color === 'ink' ? c.ink : line.color === 'bad' ? c.bad : (c.series[line.color % c.series.length] ?? c.ink);
  const dots = line.look === 'dots';
  return {
    label: line.label, scale: line.scale ?? 'y', stroke, width: dots ? 0 : 2, spanGaps: line.look === 'line',
    points: { show: dots, size: 6, fill: stroke, stroke },
    value: (_, v) => short(v),
    ...(line.dashed ? { dash: [6, 4] } : {}),
    ...(line.look === 'step' && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
    ...(dots ? { paths: () => null } : {}),
  };
}
