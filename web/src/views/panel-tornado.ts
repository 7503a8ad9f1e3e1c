// What the cost hangs on most.

import { drawTornado, tornadoHeight } from '../charts/bars.ts';
import { canvas } from '../charts/canvas.ts';
import { figure } from '../charts/figure.ts';
import { money, signed, underWay } from '../state/format.ts';
import { swing, tornado, type Tornado } from '../studies/tornado.ts';
import type { Panel } from './app.ts';

export function tornadoPanel(): Panel {
  const frame = figure('What the cost hangs on', 'tornado', 'sensitivity');
  const drawing = canvas(frame.plot);
  return {
    id: 'sensitivity',
    label: 'Sensitivity',
    element: frame.element,
    async compute(run, { snapshot, decision, variant }) {
      const found = await tornado({ ...run, progress: frame.progress }, snapshot, variant);
      frame.say(words(found, snapshot.currency) + underWay(found.costPerHour, decision.costPerHour, snapshot.currency));
      frame.data({
        columns: ['input', 'a fifth lower', 'outcome', 'a fifth higher', 'outcome'],
        rows: found.bars.map((b) => [b.label, b.low.costPerHour, b.low.outcome, b.high.costPerHour, b.high.outcome]),
      });
      drawing.draw(drawTornado(found), tornadoHeight(found));
    },
  };
}

function words(found: Tornado, currency: string): string {
  const first = found.bars[0];
  if (!first || swing(first, found.costPerHour) === 0) {
    return `A fifth more or less of any input changes nothing: ${money(found.costPerHour)} ${currency}/h.`;
  }
  const ends = [first.low, first.high].map((end) => signed(end.costPerHour - found.costPerHour)).join(' and ');
  return `Most hangs on the ${first.label}: a fifth lower and higher make ${ends} ${currency}/h. Red: the targets are then not kept.`;
}
