// The first thing one looks for: what it costs, and whether every target is kept.

import type { Decision } from '../contract.ts';
import { exact, money, perMonth, signed } from '../state/format.ts';
import { h, say } from './dom.ts';
import { term } from './term.ts';

export interface Summary { element: HTMLElement; show(decision: Decision, currency: string, pinned: Decision | null): void }

export function summary(): Summary {
  const hour = h('strong', { class: 'sum-number', 'data-value': 'cost-per-hour' }, '…');
  const hourUnit = h('span', { class: 'unit' });
  const month = h('strong', { class: 'sum-number', 'data-value': 'cost-per-month' }, '…');
  const monthUnit = h('span', { class: 'unit' });
  const kept = h('strong', { class: 'sum-number', 'data-value': 'targets-kept' }, '…');
  const against = h('strong', { class: 'sum-number', 'data-value': 'against-pinned' });
  const compared = h('div', { class: 'sum', hidden: true }, h('span', { class: 'sum-name' }, 'against pinned'), h('span', {}, against));
  const element = h('section', { class: 'summary', 'aria-label': 'Total', 'aria-live': 'polite' },
    h('div', { class: 'sum' }, h('span', { class: 'sum-name' }, 'Cost'), h('span', {}, hour, hourUnit)),
    h('div', { class: 'sum' }, h('span', { class: 'sum-name' }, term('month')), h('span', {}, month, monthUnit)),
    h('div', { class: 'sum' }, h('span', { class: 'sum-name' }, 'Targets kept'), h('span', {}, kept)), compared);
  return {
    element,
    show(decision, currency, pinned) {
      say(hour, money(decision.costPerHour), exact(decision.costPerHour, `${currency}/h`));
      say(hourUnit, `${currency}/h`);
      say(month, money(perMonth(decision.costPerHour)), exact(perMonth(decision.costPerHour), currency));
      say(monthUnit, currency);
      const { variants } = decision;
      const good = variants.filter((v) => v.decided && v.meetsTargets !== false).length;
      say(kept, `${good} of ${variants.length}`);
      kept.classList.toggle('bad', good < variants.length);
      compared.hidden = pinned === null;
      if (pinned) say(against, `${signed(decision.costPerHour - pinned.costPerHour)} ${currency}/h`);
    },
  };
}
