// One number as a slider and as a text, always in step. An empty text is unknown or no limit.

import { h, newId, say } from './dom.ts';
import { short } from '../state/format.ts';
import { readNumber, type Allowed } from '../state/number.ts';
import type { Scale } from './scale.ts';
import { STEPS } from './scale.ts';
import { term } from './term.ts';
import type { Term } from './glossary.ts';

export interface FieldSpec extends Allowed {
  term: Term;
  label: string;
  unit: string;
  scale: Scale;
  /** What an empty text means. */
  empty: string;
  edit: (value: number | null) => void;
}

export interface Field { element: HTMLElement; show(value: number | null | undefined): void }

export function field(spec: FieldSpec): Field {
  const id = newId('field');
  const problem = h('span', { class: 'field-problem', id: `${id}-problem`, role: 'alert' });
  const text = h('input', {
    id, class: 'field-number', inputmode: spec.whole ? 'numeric' : 'decimal', autocomplete: 'off',
    placeholder: spec.empty, 'aria-describedby': `${id}-problem`, 'aria-label': `${spec.label}, ${spec.unit || 'number'}`,
  });
  const slider = h('input', {
    type: 'range', class: 'field-slider', min: 0, max: STEPS, step: 1, 'aria-label': spec.label,
  });
  const element = h('div', { class: 'field' },
    h('span', { class: 'field-label' }, term(spec.term, spec.label)),
    h('span', { class: 'field-value' }, text, h('span', { class: 'unit' }, spec.unit)), slider, problem);
  let shown: number | null = null;

  const complain = (words: string): void => {
    say(problem, words);
    text.setAttribute('aria-invalid', String(words !== ''));
  };
  const put = (value: number | null): void => {
    slider.value = String(spec.scale.step(value ?? 0));
    slider.setAttribute('aria-valuetext', value === null ? spec.empty : `${short(value)} ${spec.unit}`);
    element.classList.toggle('is-empty', value === null);
  };
  slider.addEventListener('input', () => {
    shown = Math.max(spec.least ?? 0, spec.scale.value(Number(slider.value)));
    text.value = String(shown);
    complain('');
    put(shown);
    spec.edit(shown);
  });
  text.addEventListener('input', () => {
    const read = readNumber(text.value, spec);
    complain(typeof read === 'string' ? read : '');
    if (typeof read === 'string') return;
    shown = read;
    put(read);
    spec.edit(read);
  });
  return {
    element,
    show(value) {
      const next = value ?? null;
      if (next === shown && text.value !== '') return;
      shown = next;
      if (document.activeElement !== text) {
        text.value = next === null ? '' : plain(next);
        complain('');
      }
      put(next);
    },
  };
}

/** All digits, but not those that only binary fractions have. */
function plain(value: number): string {
  return String(Number(value.toPrecision(12)));
}
