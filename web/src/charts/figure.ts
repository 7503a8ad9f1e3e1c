// The frame of a chart: title, room that is kept free for it, what it says in words, the same as a
// table, and ways to take it along.

import { toCsv, type Data } from './data.ts';
import { savePng } from './png.ts';
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
      h('figcaption', { class: 'figure-head' }, h('h2', {}, title), term(about, '?'),
        h('span', { class: 'figure-tools' },
          button('PNG', () => savePng(title, fileName, plot), { title: 'Save the chart as a picture' }),
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
