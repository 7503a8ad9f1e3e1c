// The frame of a chart: title, room that is kept free for it, what it says in words, the same as a
// table, and ways to take it along.

import { toCsv, type Data } from './data.ts';
import { short } from '../state/format.ts';
import { button, h, save, say } from '../views/dom.ts';
import { term } from '../views/term.ts';
import type { Term } from '../views/glossary.ts';

export interface Figure {
  element: HTMLElement;
  /** Where the chart is drawn. */
  plot: HTMLElement;
  /** One sentence that says what is to be seen; empty while there is nothing. */
  say(words: string): void;
  data(data: Data): void;
  progress(share: number): void;
  /** What is drawn, for the PNG. */
  canvas: () => HTMLCanvasElement | null;
}

export function figure(title: string, about: Term, fileName: string): Figure {
  const plot = h('div', { class: 'plot' });
  const words = h('p', { class: 'figure-says', 'data-value': `says-${fileName}` });
  const bar = h('progress', { class: 'figure-progress', max: 1, value: 1, 'aria-label': `${title} is being computed` });
  const table = h('div', { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': `${title} as a table` });
  const details = h('details', { class: 'figure-table' }, h('summary', {}, 'As a table'), table);
  let known: Data = { columns: [], rows: [] };

  const self: Figure = {
    element: h('figure', { class: 'figure', 'data-figure': fileName },
      h('figcaption', { class: 'figure-head' }, h('h3', {}, title), term(about, '?'),
        h('span', { class: 'figure-tools' },
          button('PNG', () => savePng(title, fileName, self.canvas()), { title: 'Save the chart as a picture' }),
          button('CSV', () => save(`${fileName}.csv`, toCsv(known), 'text/csv'), { title: 'Save the numbers' }))),
      bar, words, plot, details),
    plot,
    say: (text) => say(words, text),
    data(data) {
      known = data;
      if (details.open) table.replaceChildren(tableOf(title, data));
    },
    progress(share) {
      bar.value = share;
      bar.classList.toggle('done', share >= 1);
    },
    canvas: () => plot.querySelector('canvas'),
  };
  details.addEventListener('toggle', () => {
    if (details.open) table.replaceChildren(tableOf(title, known));
  });
  self.progress(1);
  return self;
}

function tableOf(title: string, { columns, rows }: Data): HTMLElement {
  const cell = (value: string | number | null): HTMLElement =>
    h('td', typeof value === 'number' ? { title: value } : {}, typeof value === 'string' ? value : short(value));
  return h('table', {}, h('caption', {}, title),
    h('thead', {}, h('tr', {}, ...columns.map((c) => h('th', { scope: 'col' }, c)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cell)))));
}

/** The canvas on the page's ground, under its title. */
function savePng(title: string, fileName: string, drawn: HTMLCanvasElement | null): void {
  if (!drawn) return;
  const scale = devicePixelRatio;
  const copy = h('canvas', { width: drawn.width, height: drawn.height + 32 * scale });
  const context = copy.getContext('2d');
  if (!context) return;
  const colors = getComputedStyle(document.documentElement);
  context.fillStyle = colors.getPropertyValue('--ground');
  context.fillRect(0, 0, copy.width, copy.height);
  context.fillStyle = colors.getPropertyValue('--ink');
  context.font = `600 ${15 * scale}px system-ui, sans-serif`;
  context.fillText(title, 8 * scale, 22 * scale);
  context.drawImage(drawn, 0, 32 * scale);
  copy.toBlob((blob) => blob && save(`${fileName}.png`, blob));
}
