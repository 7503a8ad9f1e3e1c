// How the day's load is chosen: a kind and a seed, or drawn by hand.

import { CURVE_POINTS, drawn } from '../state/curve.ts';
import { NEW_DAY, type DaySettings } from '../state/state.ts';
import { canvas, type Draw } from '../charts/canvas.ts';
import { clock, short } from '../state/format.ts';
import type { App } from './app.ts';
import { button, h } from './dom.ts';
import { TRACES, type Kit } from './kit.ts';
import { readNumber } from '../state/number.ts';
import { hourFields } from './day-hours.ts';
import { term } from './term.ts';

const HEIGHT = 110;
const LEAST_TOP = 2;
const STEPS_S = [60, 300, 900];
const START_UPS_S = [0, 60, 120, 300, 600];

export interface DayInputs { element: HTMLElement; makeCurve(): Promise<void> }

export function dayInputs(app: App, kit: () => Promise<Kit>): DayInputs {
  const change = (edit: Partial<DaySettings>): void => app.state.update((old) => ({ ...old, day: { ...old.day, ...edit } }));
  const kind = h('select', { 'aria-label': 'Kind of load curve' }, ...[...TRACES, 'drawn'].map((name) => h('option', { value: name }, name)));
  const seed = h('input', { class: 'seed', 'aria-label': 'Seed of the load curve', inputmode: 'numeric' });
  const stepS = choice('Step', STEPS_S, (s) => `${s / 60} min`, (s) => change({ stepS: s }));
  const startUpS = choice('Start-up', START_UPS_S, (s) => (s === 0 ? 'at once' : `${s} s`), (s) => change({ startUpS: s }));
  const plot = h('div', { class: 'plot curve' });
  const drawing = canvas(plot);
  const hours = hourFields((factors) => change({ kind: 'drawn', factors }));

  const makeCurve = async (): Promise<void> => {
    const { day } = app.state.get();
    const tools = await kit();
    const known = TRACES.some((kind) => kind === day.kind) ? day.kind : NEW_DAY.kind;
    change({ kind: known, factors: tools.trace(known, day.seed, CURVE_POINTS) });
  };
  kind.addEventListener('change', () => {
    if (kind.value === 'drawn') return change({ kind: 'drawn' });
    change({ kind: kind.value, factors: [] });
    void makeCurve();
  });
  seed.addEventListener('change', () => {
    const value = readNumber(seed.value, { needed: true, whole: true });
    seed.setAttribute('aria-invalid', String(typeof value !== 'number'));
    if (typeof value !== 'number') return;
    change({ seed: value, factors: [] });
    void makeCurve();
  });
  const another = button('Another', async () => {
    change({ seed: (await kit()).randomSeed(), factors: [] });
    await makeCurve();
  }, { title: 'Another seed' });

  dragged(drawing.element, () => topOf(app.state.get().day.factors), (from, to) => change({ kind: 'drawn', factors: drawn(app.state.get().day.factors, from, to) }));
  app.state.watch(({ day }, old) => {
    if (old && old.day === day) return;
    kind.value = day.kind;
    seed.value = String(day.seed);
    stepS.show(day.stepS);
    startUpS.show(day.startUpS);
    drawing.draw(drawCurve(day.factors), HEIGHT);
    hours.show(day.factors);
  });
  return {
    makeCurve,
    element: h('div', { class: 'day-inputs' },
      h('p', { class: 'tools' }, h('label', {}, 'Load ', kind), h('span', {}, term('seed'), ' ', seed), another, stepS.element,
        h('span', {}, term('startUp'), ' ', startUpS.select)),
      h('p', { class: 'quiet' }, 'Draw on the curve to change it; 1 is the load of the scenario.'),
      plot, hours.element),
  };
}

function choice(label: string, values: number[], name: (v: number) => string, choose: (v: number) => void): { element: HTMLElement; select: HTMLSelectElement; show(v: number): void } {
  const select = h('select', { 'aria-label': label }, ...values.map((v) => h('option', { value: v }, name(v))));
  select.addEventListener('change', () => choose(Number(select.value)));
  return {
    select,
    element: h('label', {}, `${label} `, select),
    show(v) {
      if (!values.includes(v) && !select.querySelector(`option[value="${v}"]`)) select.append(h('option', { value: v }, name(v)));
      select.value = String(v);
    },
  };
}

/** The factor at the upper edge. */
function topOf(factors: readonly number[]): number {
  return Math.max(LEAST_TOP, Math.ceil(Math.max(0, ...factors)));
}

function drawCurve(factors: readonly number[]): Draw {
  return (context, width, height, c) => {
    const top = topOf(factors);
    const y = (factor: number): number => height - 18 - (factor / top) * (height - 26);
    context.strokeStyle = c.grid;
    context.fillStyle = c.quiet;
    for (const factor of [0, 1, top]) {
      context.beginPath();
      context.moveTo(0, y(factor));
      context.lineTo(width, y(factor));
      context.stroke();
      context.fillText(short(factor), 2, y(factor) + (factor === 0 ? -8 : 8));
    }
    context.textAlign = 'center';
    for (let hour = 3; hour < 24; hour += 3) context.fillText(clock(hour), (hour / 24) * width, height - 7);
    context.strokeStyle = c.series[0] ?? c.ink;
    context.lineWidth = 2;
    context.beginPath();
    factors.forEach((factor, i) => context.lineTo(((i + 0.5) / factors.length) * width, y(factor)));
    context.stroke();
  };
}

/** Pointer positions as shares of the day and factors. */
function dragged(element: HTMLElement, top: () => number, drawTo: (from: [number, number], to: [number, number]) => void): void {
  let last: [number, number] | null = null;
  const place = (event: PointerEvent): [number, number] => {
    const share = Math.max(0, Math.min(0.9999, event.offsetX / element.clientWidth));
    const y = (event.offsetY * HEIGHT) / element.clientHeight;
    return [share, Math.max(0, Math.min(1, (HEIGHT - 18 - y) / (HEIGHT - 26))) * top()];
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    last = place(event);
    drawTo(last, last);
  });
  element.addEventListener('pointermove', (event) => {
    if (!last) return;
    const next = place(event);
    drawTo(last, next);
    last = next;
  });
  for (const end of ['pointerup', 'pointercancel']) element.addEventListener(end, () => { last = null; });
}
