// The pinned scenario beside the one that is edited.

import type { Decision } from '../contract.ts';
import { differences, CHANGES_MAX } from '../state/differences.ts';
import { readDecision } from '../state/decision.ts';
import { asked, questionOf, type Scenario } from '../state/scenario.ts';
import type { App, Panel } from './app.ts';
import { button, h } from './dom.ts';
import { differenceTable } from './difference.ts';
import type { Store } from '../state/store.ts';

/** Decides the pinned scenario; with the same policy as the other. */
export async function decidePinned(app: App, pinned: Scenario | null): Promise<Decision | null> {
  return pinned ? readDecision(await app.policies.get().active.decideJson(questionOf(pinned))) : null;
}

export function comparePanel(app: App, pinnedDecision: Store<Decision | null>): Panel {
  const pin = button('Pin this scenario', () => app.state.update((old) => ({ ...old, pinned: old.scenario })), { class: 'primary' });
  const swap = button('Swap the two', () => app.state.update((old) => (old.pinned
    ? { ...old, scenario: old.pinned, pinned: old.scenario } : old)));
  const drop = button('Unpin', () => app.state.update((old) => ({ ...old, pinned: null })));
  const body = h('div', { class: 'compare-body' });

  const show = (): void => {
    const { pinned, scenario } = app.state.get();
    swap.disabled = drop.disabled = pinned === null;
    const answer = app.answer.get();
    const before = pinnedDecision.get();
    if (!pinned || !before || answer.kind !== 'decided') {
      body.replaceChildren(h('p', { class: 'empty' }, 'Pin a scenario, then change something or open another one: both stand here side by side.'));
      return;
    }
    body.replaceChildren(
      differenceTable('pinned', 'edited', before, answer.decision, scenario.snapshot.currency),
      changes(pinned, scenario));
  };
  pinnedDecision.watch(show);
  app.answer.watch(show);
  return { id: 'compare', label: 'Compare', element: h('div', {}, h('p', { class: 'tools' }, pin, swap, drop), body) };
}

function changes(pinned: Scenario, scenario: Scenario): HTMLElement {
  const list = differences(asked(pinned), asked(scenario));
  const more = list.length >= CHANGES_MAX ? ` (the first ${CHANGES_MAX})` : '';
  return h('section', {},
    h('h2', {}, list.length === 0 ? 'The inputs are the same' : `What differs in the inputs${more}`),
    h('ul', { class: 'changes' }, ...list.map(({ at, before, after }) =>
      h('li', {}, h('code', {}, at), ` ${show(before)} → ${show(after)}`))));
}

function show(value: unknown): string {
  return value === null ? 'unknown' : JSON.stringify(value).slice(0, 60);
}
