// The right column: the total, the cards, the table, the charts.

import type { Decision } from '../contract.ts';
import { chosenVariant, ranked } from '../state/priority.ts';
import type { Store } from '../state/store.ts';
import type { App, Panel } from './app.ts';
import { cards, CARDS_MAX } from './cards.ts';
import { h, say } from './dom.ts';
import { panels } from './panels.ts';
import { summary } from './summary.ts';
import { decisionTable } from './table.ts';

export function results(app: App, pinned: Store<Decision | null>, all: Panel[]): HTMLElement {
  const total = summary();
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const choose = (variant: string): void => app.state.update((old) => ({ ...old, variant }));
  const mine = cards(choose);
  const table = decisionTable(choose);
  const details = h('details', { class: 'all-table' }, h('summary', {}, 'All variants as a table'),
    h('div', { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': 'All variants as a table' }, table.element));
  const element = h('main', { class: 'results', id: 'results', 'aria-busy': 'true' }, total.element, trouble, mine.element, details, panels(app, all));

  const show = (): void => {
    const answer = app.answer.get();
    element.setAttribute('aria-busy', String(answer.kind === 'waiting'));
    element.classList.toggle('stale', answer.kind === 'failed');
    trouble.hidden = answer.kind !== 'failed';
    if (answer.kind === 'failed') say(trouble, `No decision: ${answer.text}`);
    if (answer.kind !== 'decided') return;
    const { currency } = answer.scenario.snapshot;
    const chosen = chosenVariant(answer.scenario.snapshot, app.state.get().variant);
    total.show(answer.decision, currency, pinned.get());
    const variants = ranked(answer.scenario.snapshot, answer.decision);
    mine.show(variants, currency, chosen);
    openForMany(details, variants.length);
    if (details.open) table.show(variants, currency, chosen);
  };
  app.answer.watch(show);
  pinned.watch(show);
  app.state.watch(({ variant }, old) => { if (old && old.variant !== variant) show(); });
  details.addEventListener('toggle', show);
  return element;
}

/** Opened once for a world that has more variants than cards; then it is the person's. */
function openForMany(details: HTMLDetailsElement, variants: number): void {
  const many = variants > CARDS_MAX;
  if (many && details.dataset['many'] === undefined) details.open = true;
  if (many) details.dataset['many'] = '';
  else delete details.dataset['many'];
}
