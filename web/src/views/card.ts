// What was decided for one variant, and why.

import type { VariantDecision } from '../contract.ts';
import { count, exact, money, percent, perMonth, signed, UNKNOWN } from '../state/format.ts';
import { h, say } from './dom.ts';
import { shortName } from './form-variant.ts';
import { meter, type Meter } from './meter.ts';
import { term } from './term.ts';

export interface Card { element: HTMLElement; show(variant: VariantDecision, currency: string, chosen: boolean): void }

export function card(name: string, choose: (variant: string) => void): Card {
  const number = h('strong', { class: 'card-replicas', 'data-value': 'desired' });
  const accelerator = h('strong', { class: 'card-accelerator', 'data-value': 'accelerator' });
  const change = h('span', { class: 'card-change' });
  const cost = h('strong', { 'data-value': 'cost' });
  const month = h('span', { class: 'quiet' });
  const badge = h('span', { class: 'badge' });
  const ttft = meter('ttft');
  const itl = meter('itl');
  const use = h('span', { 'data-value': 'utilization' });
  const binds = h('span', { 'data-value': 'binds' });
  const why = h('p', { class: 'card-why' }, term('binds', 'Why'), ' ', binds);
  const runnerUp = h('p', { class: 'card-runner' });
  const more = reasons();
  let shownNext = '';
  const showAlternatives = (v: VariantDecision, currency: string): void => {
    const next = JSON.stringify([v.recommendation, v.runnerUp, currency]);
    if (next === shownNext) return;
    shownNext = next;
    runnerUp.replaceChildren(...alternatives(v, currency));
  };
  const show = h('button', {
    type: 'button', class: 'card-choose', title: 'Show the charts of this variant', on: { click: () => choose(name) },
  }, shortName(name));
  const element = h('article', { class: 'card', 'aria-label': name, 'data-variant': name },
    h('header', { class: 'card-head' }, h('h2', {}, show), badge),
    h('p', { class: 'card-line card-first' }, h('span', {}, number, ' × ', accelerator), cost),
    h('p', { class: 'card-line card-second' }, change, month),
    ttft.element, itl.element,
    h('p', { class: 'card-line' }, term('utilization'), ' ', use),
    why, runnerUp, more.element);
  return {
    element,
    show(v, currency, chosen) {
      element.classList.toggle('chosen', chosen);
      show.setAttribute('aria-pressed', String(chosen));
      say(number, count(v.desiredReplicas), wantedTitle(v));
      say(accelerator, v.accelerator ?? 'unknown');
      say(change, v.currentReplicas == null ? 'now unknown' : `${count(v.currentReplicas)} now`);
      say(cost, `${money(v.costPerHour)} ${currency}/h`, exact(v.costPerHour, `${currency}/h`));
      say(month, `${money(perMonth(v.costPerHour))} a month`);
      state(badge, v);
      showLatencies(v, ttft, itl);
      say(use, percent(v.expected?.utilization), exact(v.expected?.utilization));
      say(binds, v.binds.text, v.binds.code);
      showAlternatives(v, currency);
      more.show(v);
    },
  };
}

function wantedTitle(v: VariantDecision): string {
  return `desired ${v.desiredReplicas ?? 'unknown'}, wanted ${v.wantedReplicas ?? 'unknown'}, now ${v.currentReplicas ?? 'unknown'}`;
}

const BADGE_TITLES: Record<string, string> = {
  undecided: 'The policy cannot decide; the replicas stay as they are',
  missed: 'The expected latency misses a target',
  kept: 'The expected latency keeps the targets',
  'no load': 'Nothing to be served here',
};

function state(badge: HTMLElement, v: VariantDecision): void {
  const [words, look] = !v.decided ? ['undecided', 'bad']
    : v.meetsTargets === false ? ['missed', 'bad']
    : v.meetsTargets === true ? ['kept', 'good']
    : ['no load', 'none'];
  say(badge, words, BADGE_TITLES[words]);
  badge.className = `badge ${look}`;
}

function showLatencies(v: VariantDecision, ttft: Meter, itl: Meter): void {
  ttft.show(v.expected?.ttft ?? null, v.targets?.ttft ?? null);
  itl.show(v.expected?.itl ?? null, v.targets?.itl ?? null);
}

function alternatives(v: VariantDecision, currency: string): Node[] {
  const better = v.recommendation;
  const next = v.runnerUp;
  const nodes: Node[] = [];
  if (better) {
    nodes.push(term('recommendation', 'Better'), document.createTextNode(
      ` ${better.replicas} × ${better.accelerator}, ${signed(better.extraCostPerHour)} ${currency}/h`));
  }
  if (better && next) nodes.push(document.createTextNode(' · '));
  if (next) {
    nodes.push(term('runnerUp', 'Next best'), document.createTextNode(
      ` ${next.replicas} × ${next.accelerator}, ${signed(next.extraCostPerHour)} ${currency}/h`));
  }
  if (nodes.length === 0) nodes.push(term('runnerUp', 'Next best'), document.createTextNode(` ${UNKNOWN}`));
  return nodes;
}

function reasons(): { element: HTMLElement; show(v: VariantDecision): void } {
  const sentence = h('p', { class: 'sentence', 'data-value': 'sentence' });
  const list = h('ul', { class: 'others' });
  let listed = '';
  const element = h('details', { class: 'card-more' }, h('summary', {}, 'In full'), sentence, h('p', {}, term('others')), list);
  return {
    element,
    show(v) {
      say(sentence, v.sentence);
      const now = JSON.stringify([v.others, v.warnings]);
      if (now === listed) return;
      listed = now;
      const items = [
        ...v.others.map((o) => [`not ${o.accelerator}${o.variant === v.variant ? '' : ` (${o.variant})`}`, o.reason.text]),
        ...v.warnings.map((w) => ['take care', w.text]),
      ];
      list.replaceChildren(...items.map(([what, text]) => h('li', {}, h('b', {}, what ?? ''), `: ${text}`)));
    },
  };
}
