// A day: a load curve, the policy run over it with its memory, and a scrubber to look at any moment.

import { CURVE_POINTS, steps } from '../state/curve.ts';
import { runDay, type DayStep } from '../studies/day.ts';
import type { Run } from '../studies/ask.ts';
import type { App, Panel, Subject } from './app.ts';
import { h } from './dom.ts';
import { dayCharts } from './day-charts.ts';
import { dayInputs } from './day-inputs.ts';
import { dayMoment } from './day-moment.ts';
import type { Kit } from './kit.ts';

/** The charts grow while the day is run, but not with every step. */
const DRAW_EVERY_MS = 250;

export function dayPanel(app: App, kit: () => Promise<Kit>): Panel {
  const inputs = dayInputs(app, kit);
  const charts = dayCharts((i) => moment.at(i));
  const moment = dayMoment((i) => charts.cursor(i));

  const compute = async (run: Run, { snapshot, variant, answer }: Subject): Promise<void> => {
    const day = app.state.get().day;
    if (day.factors.length !== CURVE_POINTS) return inputs.makeCurve();
    const done: DayStep[] = [];
    let drawn = 0;
    const all = steps(day.factors, day.stepS);
    const draw = (): void => {
      charts.draw(done, answer, snapshot.currency, day.stepS);
      moment.show(done, variant.name, snapshot.currency);
    };
    await runDay({ ...run, progress: charts.progress }, {
      snapshot, factors: all, stepS: day.stepS, startUpS: day.startUpS, variant: variant.name,
    }, (step) => {
      done.push(step);
      if (performance.now() - drawn < DRAW_EVERY_MS) return;
      drawn = performance.now();
      draw();
    });
    draw();
  };
  return {
    id: 'day',
    label: 'A day',
    element: h('div', {}, inputs.element, charts.summary, moment.element, charts.element),
    follows: (state) => state.day,
    compute,
  };
}
