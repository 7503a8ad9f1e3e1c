// The load curve hour by hour, for those who do not draw.

import { h } from './dom.ts';
import { readNumber } from '../state/number.ts';

const HOURS = 24;

export function hourFields(change: (factors: number[]) => void): { element: HTMLElement; show(factors: readonly number[]): void } {
  let now: readonly number[] = [];
  const fields = Array.from({ length: HOURS }, (_, hour) => {
    const input = h('input', { class: 'hour', inputmode: 'decimal', 'aria-label': `Load factor at ${hour} o’clock` });
    input.addEventListener('change', () => {
      const value = readNumber(input.value, { needed: true });
      input.setAttribute('aria-invalid', String(typeof value !== 'number'));
      if (typeof value !== 'number') return;
      const each = now.length / HOURS;
      const next = now.map((old, i) => (Math.floor(i / each) === hour ? value : old));
      if (next.some((factor, i) => factor !== now[i])) change(next);
    });
    return input;
  });
  return {
    element: h('details', {}, h('summary', {}, 'Edit by the hour'),
      h('div', { class: 'hours' }, ...fields.map((input, hour) => h('label', {}, `${hour}`, input)))),
    show(factors) {
      now = factors;
      const each = factors.length / HOURS;
      fields.forEach((input, hour) => {
        if (document.activeElement !== input) input.value = String(factors[Math.round(hour * each)] ?? '');
      });
    },
  };
}
