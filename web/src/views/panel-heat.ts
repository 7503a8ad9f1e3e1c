// Cost over both targets at once.

import { canvas } from '../charts/canvas.ts';
import { zoom } from '../charts/colors.ts';
import { figure } from '../charts/figure.ts';
import { drawHeat, heatHeight, placeAt, type Place } from '../charts/heatmap.ts';
import { money, short } from '../state/format.ts';
import { heat, type Heat } from '../studies/heat.ts';
import type { Panel } from './app.ts';
import { h, say } from './dom.ts';

export function heatPanel(): Panel {
  const frame = figure('Cost over both targets', 'frontier', 'cost-over-targets');
  const readout = h('p', { class: 'readout' });
  const drawing = canvas(frame.plot);
  frame.plot.append(readout);
  let shown: Heat | null = null;
  let currency = '';

  const draw = (at: Place | null): void => {
    if (shown) drawing.draw(drawHeat(shown, at), heatHeight(frame.plot.clientWidth / zoom()));
    say(readout, shown && at ? cellWords(shown, at, currency) : 'Point at a cell to read it. The frame is where the targets are now; hatched: not kept.');
  };
  drawing.element.addEventListener('pointermove', (event) => {
    const { offsetX, offsetY } = event;
    const { clientWidth, clientHeight } = drawing.element;
    const z = zoom();
    draw(shown && placeAt(shown, clientWidth / z, clientHeight / z, offsetX / z, offsetY / z));
  });
  drawing.element.addEventListener('pointerleave', () => draw(null));

  return {
    id: 'heat',
    label: 'Heat map',
    element: frame.element,
    async compute(run, { snapshot, variant, answer }) {
      currency = snapshot.currency;
      shown = answer.targets ? await heat({ ...run, progress: frame.progress }, snapshot, variant.workload, answer.targets) : null;
      if (!shown) {
        drawing.clear();
        frame.data({ columns: [], rows: [] });
        return frame.say('Both a TTFT and an ITL target are needed for this chart.');
      }
      frame.say(`What all variants together cost in ${currency}/h, for TTFT and ITL targets from the cliff up to well above those of now.`);
      const known = shown;
      frame.data({
        columns: ['itl ms \\ ttft ms', ...known.ttftMs.map(short)],
        rows: known.itlMs.map((itl, row) => [itl, ...(known.cells[row] ?? []).map((c) => (c.outcome === 'kept' ? c.costPerHour : c.outcome))]),
      });
      draw(null);
    },
  };
}

function cellWords(shown: Heat, { row, column }: Place, currency: string): string {
  const cell = shown.cells[row]?.[column];
  const what = cell?.outcome === 'kept' ? `${money(cell.costPerHour)} ${currency}/h` : cell?.outcome ?? '';
  return `TTFT ${short(shown.ttftMs[column])} ms, ITL ${short(shown.itlMs[row])} ms: ${what}`;
}
