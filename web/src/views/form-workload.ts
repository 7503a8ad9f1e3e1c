// One workload: its targets, and the variants that serve it.

import type { Snapshot, Workload } from '../contract.ts';
import { setPercentile, setPriority, setTarget, setTps, type LatencyName } from '../state/edit.ts';
import { h } from './dom.ts';
import { field, type Field } from './field.ts';
import type { Edit, Part } from './form.ts';
import { variantPart } from './form-variant.ts';
import { ratioScale, countScale } from './scale.ts';
import { term } from './term.ts';

const PERCENTILES = [null, 50, 90, 95, 99];

export function workloadPart(snapshot: Snapshot, workload: Workload, edit: Edit, open: boolean): Part {
  const ttft = latencyTarget(workload, 'ttft', edit);
  const itl = latencyTarget(workload, 'itl', edit);
  const tps = field({
    term: 'tps', label: 'Throughput target', unit: 'tokens/s', empty: 'none',
    scale: ratioScale(workload.targets?.tpsTokensPerS || 1000, 30, true),
    edit: (value) => edit((s) => setTps(s, workload.key, value)),
  });
  const priority = field({
    term: 'priority', label: 'Priority', unit: '', empty: '', whole: true, least: 1, needed: true, scale: countScale(100),
    edit: (value) => edit((s) => setPriority(s, workload.key, Math.min(100, value ?? 1))),
  });
  const served = snapshot.variants.filter((v) => v.workload === workload.key);
  const variants = served.map((v) => variantPart(v, edit));
  const element = h('details', { class: 'group', open },
    h('summary', {},
      h('span', { class: 'group-title' }, workload.class ?? 'No service class'),
      h('span', { class: 'group-note' }, workload.model)),
    h('div', { 'data-subject': served[0]?.name, 'data-shared': true },
      h('h2', { class: 'group-head' }, term('serviceClass', 'Targets')),
      ttft.element, itl.element, tps.element, priority.element),
    ...variants.map((v) => v.element));
  return {
    element,
    chosen(variant) {
      if (served.some((v) => v.name === variant)) element.open = true;
    },
    show(scenario) {
      const now = scenario.snapshot.workloads.find((w) => w.key === workload.key);
      if (!now) return;
      ttft.show(now);
      itl.show(now);
      tps.show(now.targets?.tpsTokensPerS);
      priority.show(now.priority);
      for (const variant of variants) variant.show(scenario);
    },
  };
}

interface LatencyField { element: HTMLElement; show(workload: Workload): void }

function latencyTarget(workload: Workload, name: LatencyName, edit: Edit): LatencyField {
  const fallback = name === 'ttft' ? 500 : 50;
  const label = `${name.toUpperCase()} target`;
  const value: Field = field({
    term: name, label, unit: 'ms', empty: 'none', scale: ratioScale(workload.targets?.[name]?.atMostMs || fallback, 20, false),
    edit: (ms) => edit((s) => setTarget(s, workload.key, name, ms)),
  });
  const percentile = h('select', { class: 'percentile', 'aria-label': `${label}, percentile` },
    ...PERCENTILES.map((p) => h('option', { value: p ?? '' }, p === null ? 'mean' : `p${p}`)));
  percentile.addEventListener('change', () => {
    edit((s) => setPercentile(s, workload.key, name, percentile.value === '' ? null : Number(percentile.value)));
  });
  value.element.classList.add('has-percentile');
  value.element.append(percentile);
  return {
    element: value.element,
    show(now) {
      const target = now.targets?.[name];
      value.show(target?.atMostMs);
      percentile.value = String(target?.percentile ?? '');
      percentile.disabled = !target;
    },
  };
}
