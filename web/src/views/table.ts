// The decision as one table.

import { latencyAt, type Latency, type LatencyTarget, type VariantDecision } from '../contract.ts';
import { count, exact, money, percent, perMonth, short } from '../state/format.ts';
import { button, h } from './dom.ts';

const HEADS = ['Variant', 'Accelerator', 'Now', 'Wanted', 'Desired', 'Per hour', 'Per month', 'TTFT ms', 'ITL ms', 'Use', 'Binds'];

export function decisionTable(variants: VariantDecision[], currency: string, chosen: string | null, choose: (variant: string) => void): HTMLElement {
  const head = h('tr', {}, ...HEADS.map((text) => h('th', { scope: 'col' }, text)));
  return h('table', {},
    h('caption', {}, `All variants, costs in ${currency}`),
    h('thead', {}, head), h('tbody', {}, ...variants.map((v) => row(v, v.variant === chosen, choose))));
}

function row(v: VariantDecision, chosen: boolean, choose: (variant: string) => void): HTMLElement {
  const cell = (text: string, title?: string): HTMLElement => h('td', title ? { title } : {}, text);
  return h('tr', { class: chosen ? 'chosen' : '' },
    h('th', { scope: 'row' }, button(v.variant, () => choose(v.variant), { class: 'row-choose', title: 'Show the charts of this variant' })),
    cell(v.accelerator ?? 'unknown'),
    cell(count(v.currentReplicas)), cell(count(v.wantedReplicas)), cell(count(v.desiredReplicas)),
    cell(money(v.costPerHour), exact(v.costPerHour)), cell(money(perMonth(v.costPerHour))),
    cell(against(v.expected?.ttft, v.targets?.ttft)), cell(against(v.expected?.itl, v.targets?.itl)),
    cell(percent(v.expected?.utilization), exact(v.expected?.utilization)), cell(v.binds.code, v.binds.text));
}

function against(latency: Latency | undefined, target: LatencyTarget | null | undefined): string {
  const seen = latency ? short(latencyAt(latency, target?.percentile)) : short(null);
  return target ? `${seen} / ${short(target.atMostMs)}` : seen;
}
