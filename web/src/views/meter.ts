// A latency beside its target, as numbers and as a bar.

import { latencyAt, type Latency, type LatencyTarget } from '../contract.ts';
import { exact, percentileName, short } from '../state/format.ts';
import { h, say } from './dom.ts';
import { term } from './term.ts';

export interface Meter { element: HTMLElement; show(latency: Latency | null, target: LatencyTarget | null): void }

export function meter(name: 'ttft' | 'itl'): Meter {
  const at = term('percentile', '');
  at.classList.add('quiet');
  const value = h('strong', { 'data-value': name });
  const of = h('span', { class: 'quiet' });
  const fill = h('span', { class: 'meter-fill' });
  const element = h('div', { class: 'meter' },
    h('p', { class: 'card-line' }, term(name), ' ', at, ' ', value, ' ', of),
    h('span', { class: 'meter-bar', 'aria-hidden': 'true' }, fill));
  return {
    element,
    show(latency, target) {
      const ms = latency ? latencyAt(latency, target?.percentile) : null;
      say(at, percentileName(target?.percentile));
      say(value, short(ms), latency ? allOf(latency) : 'unknown');
      say(of, target ? `of ${short(target.atMostMs)} ms` : 'ms, no target', exact(target?.atMostMs, 'ms'));
      const share = ms != null && target ? ms / target.atMostMs : 0;
      fill.style.width = `${Math.min(100, share * 100)}%`;
      fill.classList.toggle('bad', share > 1);
      fill.classList.toggle('near', share > 0.9 && share <= 1);
    },
  };
}

function allOf(l: Latency): string {
  return `mean ${l.meanMs}, p50 ${l.p50Ms}, p90 ${l.p90Ms}, p95 ${l.p95Ms}, p99 ${l.p99Ms} ms`;
}
