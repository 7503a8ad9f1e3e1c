// One variant: what arrives, how long the texts are, and its bounds.

import type { Variant } from '../contract.ts';
import { editVariant, observe, setCurrent } from '../state/edit.ts';
import { suppose } from '../state/vary.ts';
import { h } from './dom.ts';
import { field, type Field } from './field.ts';
import type { Edit, Part } from './form.ts';
import { countScale, ratioScale } from './scale.ts';
import { term } from './term.ts';

type Shown = [Field, (variant: Variant) => number | null | undefined];

export function variantPart(variant: Variant, edit: Edit): Part {
  const { name, observed } = variant;
  const fields: Shown[] = [
    [field({
      term: 'load', label: 'Arrival rate', unit: 'req/s', empty: 'unknown', scale: ratioScale(observed.arrivalRatePerS || 1, 30, true),
      edit: (rate) => edit((s) => suppose(s, name, rate)),
    }), (v) => v.observed.arrivalRatePerS],
    [tokens(variant, 'avgInputTokens', edit), (v) => v.observed.avgInputTokens],
    [tokens(variant, 'avgOutputTokens', edit), (v) => v.observed.avgOutputTokens],
    [field({
      term: 'min', label: 'Minimum', unit: 'replicas', empty: '', whole: true, needed: true, scale: countScale(50),
      edit: (count) => edit((s) => editVariant(s, name, { minReplicas: count ?? 0 })),
    }), (v) => v.minReplicas],
    [field({
      term: 'max', label: 'Maximum', unit: 'replicas', empty: 'no limit', whole: true, scale: countScale(Math.max(50, (variant.maxReplicas ?? 0) * 2)),
      edit: (count) => edit((s) => editVariant(s, name, { maxReplicas: count })),
    }), (v) => v.maxReplicas],
    [field({
      term: 'current', label: 'Running now', unit: 'replicas', empty: 'unknown', whole: true, scale: countScale(Math.max(50, (observed.currentReplicas ?? 0) * 2)),
      edit: (count) => edit((s) => setCurrent(s, name, count)),
    }), (v) => v.observed.currentReplicas],
  ];
  const keep = h('input', { type: 'checkbox', 'aria-label': `Keep the accelerator of ${name}` });
  keep.addEventListener('change', () => edit((s) => editVariant(s, name, { keepAccelerator: keep.checked })));
  const runsOn = h('span', { class: 'group-note' });
  const element = h('section', { class: 'variant-part', 'aria-label': name, 'data-subject': name },
    h('h2', { class: 'group-head' }, term('variant', shortName(name)), ' ', runsOn),
    ...fields.map(([f]) => f.element),
    h('div', { class: 'check' }, keep, term('keep')));
  return {
    element,
    show({ snapshot }) {
      const now = snapshot.variants.find((v) => v.name === name);
      if (!now) return;
      for (const [f, read] of fields) f.show(read(now));
      keep.checked = now.keepAccelerator;
      const accelerator = now.observed.accelerator ?? now.accelerator;
      runsOn.textContent = accelerator ? `on ${accelerator}` : 'accelerator unknown';
    },
  };
}

/** The name without its namespace. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function tokens(variant: Variant, which: 'avgInputTokens' | 'avgOutputTokens', edit: Edit): Field {
  const input = which === 'avgInputTokens';
  return field({
    term: input ? 'input' : 'output', label: input ? 'Prompt length' : 'Answer length', unit: 'tokens', empty: 'unknown',
    scale: ratioScale(variant.observed[which] || 256, 16, false),
    edit: (value) => edit((s) => observe(s, variant.name, { [which]: value })),
  });
}
