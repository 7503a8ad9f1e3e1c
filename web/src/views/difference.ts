// Two decisions side by side, what differs first.

import { latencyAt, type Decision, type VariantDecision } from '../contract.ts';
import { count, money, short, signed } from '../state/format.ts';
import { h } from './dom.ts';

export function differenceTable(left: string, right: string, a: Decision, b: Decision, currency: string): HTMLElement {
  const find = (d: Decision, name: string): VariantDecision | undefined => d.variants.find((v) => v.variant === name);
  const same = (name: string): number => Number(JSON.stringify(find(a, name)) === JSON.stringify(find(b, name)));
  const names = [...new Set([...a.variants, ...b.variants].map((v) => v.variant))].sort((x, y) => same(x) - same(y));
  const heads = ['', left, right, 'difference'];
  return h('div', { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': `${left} and ${right}` },
    h('table', { class: 'difference' },
      h('caption', {}, `${left} and ${right} side by side`),
      h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, line('Total per hour', { a: a.costPerHour, b: b.costPerHour }, (v) => `${money(v)} ${currency}`),
        ...names.flatMap((name) => variantRows(name, find(a, name), find(b, name))))));
}

function variantRows(name: string, a: VariantDecision | undefined, b: VariantDecision | undefined): HTMLElement[] {
  const rows: HTMLElement[] = [h('tr', { class: 'variant-row' }, h('th', { scope: 'rowgroup', colspan: 4 }, name))];
  rows.push(words('accelerator', a?.accelerator, b?.accelerator));
  rows.push(line('desired replicas', { a: a?.desiredReplicas, b: b?.desiredReplicas }, count));
  rows.push(line('per hour', { a: a?.costPerHour, b: b?.costPerHour }, money));
  for (const latency of ['ttft', 'itl'] as const) {
    const ms = (v: VariantDecision | undefined): number | undefined =>
      v?.expected ? latencyAt(v.expected[latency], v.targets?.[latency]?.percentile) : undefined;
    rows.push(line(`${latency.toUpperCase()} ms`, { a: ms(a), b: ms(b) }, short));
  }
  rows.push(words('binds', a?.binds.text, b?.binds.text));
  return rows;
}

type Both = { a: number | null | undefined; b: number | null | undefined };

function line(label: string, { a, b }: Both, format: (v: number) => string): HTMLElement {
  const show = (v: number | null | undefined): string => (v == null ? '–' : format(v));
  const change = a == null || b == null ? (a == b ? '' : 'changed') : a === b ? 'same' : signed(b - a, format);
  return h('tr', a === b ? {} : { class: 'differs' }, h('th', { scope: 'row' }, label),
    h('td', { title: a ?? '' }, show(a)), h('td', { title: b ?? '' }, show(b)), h('td', {}, change));
}

function words(label: string, a: string | null | undefined, b: string | null | undefined): HTMLElement {
  return h('tr', a === b ? {} : { class: 'differs' }, h('th', { scope: 'row' }, label),
    h('td', {}, a ?? '–'), h('td', {}, b ?? '–'), h('td', {}, a === b ? 'same' : 'changed'));
}
