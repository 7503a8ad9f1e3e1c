// The decision as one table; what stays the same is left alone.

import { latencyAt, type Latency, type LatencyTarget, type VariantDecision } from '../contract.ts';
import { count, exact, money, percent, perMonth, short } from '../state/format.ts';
import { button, h, say } from './dom.ts';

const HEADS = ['Variant', 'Accelerator', 'Now', 'Wanted', 'Desired', 'Per hour', 'Per month', 'TTFT ms', 'ITL ms', 'Use', 'Binds'];

export interface DecisionTable {
  element: HTMLElement;
  show(variants: VariantDecision[], currency: string, chosen: string | null): void;
}

export function decisionTable(choose: (variant: string) => void): DecisionTable {
  const caption = h('caption', {});
  const body = h('tbody', {});
  const element = h('table', {}, caption,
    h('thead', {}, h('tr', {}, ...HEADS.map((text) => h('th', { scope: 'col' }, text)))), body);
  let names = '';
  return {
    element,
    show(variants, currency, chosen) {
      say(caption, `All variants, costs in ${currency}`);
      const now = JSON.stringify(variants.map((v) => v.variant));
      if (now !== names) body.replaceChildren(...variants.map((v) => emptyRow(v.variant, choose)));
      names = now;
      variants.forEach((v, i) => fill(body.rows[i], v, v.variant === chosen));
    },
  };
}

function emptyRow(name: string, choose: (variant: string) => void): HTMLElement {
  const pick = button(name, () => choose(name), { class: 'row-choose', title: 'Show the charts of this variant' });
  return h('tr', {}, h('th', { scope: 'row' }, pick), ...HEADS.slice(1).map(() => h('td', {})));
}

function fill(row: HTMLTableRowElement | undefined, v: VariantDecision, chosen: boolean): void {
  if (!row) return;
  row.classList.toggle('chosen', chosen);
  cells(v).forEach(([text, title], i) => {
    const cell = row.cells[i + 1];
    if (cell) say(cell, text, title);
  });
}

function cells(v: VariantDecision): [text: string, title?: string][] {
  return [
    [v.accelerator ?? 'unknown'],
    [count(v.currentReplicas)], [count(v.wantedReplicas)], [count(v.desiredReplicas)],
    [money(v.costPerHour), exact(v.costPerHour)], [money(perMonth(v.costPerHour))],
    [against(v.expected?.ttft, v.targets?.ttft)], [against(v.expected?.itl, v.targets?.itl)],
    [percent(v.expected?.utilization), exact(v.expected?.utilization)], [v.binds.code, v.binds.text],
  ];
}

function against(latency: Latency | undefined, target: LatencyTarget | null | undefined): string {
  const seen = latency ? short(latencyAt(latency, target?.percentile)) : short(null);
  return target ? `${seen} / ${short(target.atMostMs)}` : seen;
}
