// One moment of the day, chosen with the scrubber or by pointing at a chart.

import { clock, count, money, short } from '../state/format.ts';
import type { DayStep } from '../studies/day.ts';
import { h, say } from './dom.ts';

export interface DayMoment {
  element: HTMLElement;
  show(steps: DayStep[], variant: string, currency: string): void;
  at(index: number): void;
}

export function dayMoment(moved: (index: number) => void): DayMoment {
  const scrubber = h('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Time of day', class: 'scrubber' });
  const time = h('strong', { class: 'clock' }, '00:00');
  const numbers = h('p', { class: 'moment-numbers' });
  const sentence = h('p', { class: 'sentence', 'data-value': 'moment-sentence' });
  let known: { steps: DayStep[]; variant: string; currency: string } = { steps: [], variant: '', currency: '' };

  const show = (index: number): void => {
    const step = known.steps[index];
    if (!step) return;
    scrubber.value = String(index);
    scrubber.setAttribute('aria-valuetext', clock(step.atS / 3600));
    const answer = step.decision.variants.find((v) => v.variant === known.variant);
    say(time, clock(step.atS / 3600));
    say(numbers, `${short(answer?.load?.arrivalRatePerS)} requests/s · ${count(step.serving)} serve, ${count(step.ordered)} desired · `
      + `${money(step.decision.costPerHour)} ${known.currency}/h · ${keptWords(step)}`);
    say(sentence, answer?.sentence ?? '');
  };
  scrubber.addEventListener('input', () => {
    show(Number(scrubber.value));
    moved(Number(scrubber.value));
  });
  return {
    element: h('div', { class: 'moment' }, h('p', { class: 'tools' }, time, scrubber), numbers, sentence),
    at: show,
    show(steps, variant, currency) {
      known = { steps, variant, currency };
      scrubber.max = String(Math.max(0, steps.length - 1));
      show(Math.min(Number(scrubber.value), steps.length - 1));
    },
  };
}

function keptWords(step: DayStep): string {
  if (step.kept === null) return 'no target to keep';
  return step.kept ? 'targets kept' : 'targets missed';
}
