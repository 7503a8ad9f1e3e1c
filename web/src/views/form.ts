// The scenario as a form: built anew when its parts change, else only filled in.

import type { Snapshot } from '../contract.ts';
import type { Scenario } from '../state/scenario.ts';
import type { Store } from '../state/store.ts';
import type { State } from '../state/state.ts';
import { byPriority } from '../state/priority.ts';
import { acceleratorsPart } from './form-accelerators.ts';
import { workloadPart } from './form-workload.ts';
import { h } from './dom.ts';

export type Edit = (edit: (snapshot: Snapshot) => Snapshot) => void;

/** A part of the form and how it follows the scenario. */
export interface Part {
  element: HTMLElement;
  show(scenario: Scenario): void;
  /** Opened when the charts come to speak of this variant. */
  chosen?(variant: string): void;
}

export function form(state: Store<State>): HTMLElement {
  const root = h('div', { class: 'form' });
  let parts: Part[] = [];
  let built = '';

  const editScenario = (edit: (scenario: Scenario) => Scenario): void =>
    state.update((old) => ({ ...old, scenario: edit(old.scenario) }));
  const edit: Edit = (change) => editScenario((old) => ({ ...old, snapshot: change(old.snapshot) }));

  state.watch(({ scenario, variant }, old) => {
    const wanted = shape(scenario);
    if (wanted !== built) {
      built = wanted;
      parts = build(scenario, edit, editScenario);
      root.replaceChildren(...parts.map((part) => part.element));
    }
    for (const part of parts) part.show(scenario);
    if (variant !== null && variant !== old?.variant) for (const part of parts) part.chosen?.(variant);
  });
  // The charts speak of what is in hand.
  root.addEventListener('focusin', (event) => {
    const part = (event.target as Element).closest('[data-subject]');
    const variant = part?.getAttribute('data-subject');
    if (variant) state.update((old) => (speaksOf(old, variant, part?.hasAttribute('data-shared')) ? old : { ...old, variant }));
  });
  return root;
}

/** What several variants share is in hand with any of them. */
function speaksOf({ scenario, variant }: State, wanted: string, shared: boolean | undefined): boolean {
  const { variants } = scenario.snapshot;
  const workload = (name: string | null): string | undefined => variants.find((v) => v.name === name)?.workload;
  return variant === wanted || (shared === true && workload(variant) === workload(wanted));
}

function build(scenario: Scenario, edit: Edit, editScenario: (edit: (s: Scenario) => Scenario) => void): Part[] {
  const { snapshot } = scenario;
  if (snapshot.variants.length === 0) return [nothing()];
  const workloads = byPriority(snapshot);
  return [
    ...workloads.map((workload, i) => workloadPart(snapshot, workload, edit, i === 0)),
    acceleratorsPart(scenario, edit, editScenario),
  ];
}

function nothing(): Part {
  const element = h('p', { class: 'empty' }, 'No variant yet. Pick a sample above, or paste manifests as text.');
  return { element, show: () => {} };
}

/** What the form is built of: as long as this stays, the fields stay. */
function shape({ name, snapshot }: Scenario): string {
  return JSON.stringify([
    name,
    snapshot.workloads.map((w) => w.key),
    snapshot.variants.map((v) => [v.name, v.workload]),
    snapshot.accelerators.map((a) => [a.name, a.deviceType]),
  ]);
}
