// Prices, capacities and headroom: what holds for all variants together.

import type { Accelerator } from '../contract.ts';
import { editAccelerator, setCapacity } from '../state/edit.ts';
import type { Scenario } from '../state/scenario.ts';
import { button, h, say } from './dom.ts';
import { field, type Field } from './field.ts';
import type { Edit, Part } from './form.ts';
import { countScale, ratioScale } from './scale.ts';
import { term } from './term.ts';

type Shown = [Field, (scenario: Scenario) => number | null | undefined];

export function acceleratorsPart(scenario: Scenario, edit: Edit, editScenario: (edit: (s: Scenario) => Scenario) => void): Part {
  const { accelerators, currency } = scenario.snapshot;
  const headroom: Shown = [field({
    term: 'headroom', label: 'Headroom', unit: '%', empty: '', needed: true, scale: countScale(100),
    edit: (value) => editScenario((old) => ({ ...old, headroomPercent: value ?? 0 })),
  }), (s) => s.headroomPercent];
  const prices = accelerators.map((a) => price(a, currency, edit));
  const types = [...new Set(accelerators.map((a) => a.deviceType))];
  const capacities = types.map((type) => capacity(type, accelerators, edit));
  const memory = memoryLine(editScenario);
  const all = [headroom, ...prices, ...capacities];
  const element = h('details', { class: 'group', open: true },
    h('summary', {}, h('span', { class: 'group-title' }, 'Everything'), h('span', { class: 'group-note' }, 'headroom, prices, capacity')),
    headroom[0].element, memory.element,
    h('h2', { class: 'group-head' }, term('accelerator', 'Prices')), ...prices.map(([f]) => f.element),
    h('h2', { class: 'group-head' }, 'Capacity'), ...capacities.map(([f]) => f.element));
  return {
    element,
    show(now) {
      for (const [f, read] of all) f.show(read(now));
      memory.show(now);
    },
  };
}

function price(accelerator: Accelerator, currency: string, edit: Edit): Shown {
  const { name } = accelerator;
  return [field({
    term: 'price', label: name, unit: `${currency}/h`, empty: 'unknown', scale: ratioScale(accelerator.costPerHour || 50, 10, true),
    edit: (value) => edit((s) => editAccelerator(s, name, { costPerHour: value })),
  }), (s) => s.snapshot.accelerators.find((a) => a.name === name)?.costPerHour];
}

function capacity(deviceType: string, accelerators: Accelerator[], edit: Edit): Shown {
  const names = accelerators.filter((a) => a.deviceType === deviceType).map((a) => a.name).join(', ');
  return [field({
    term: 'capacity', label: names, unit: 'devices', empty: 'unlimited', whole: true, scale: countScale(100),
    edit: (units) => edit((s) => setCapacity(s, deviceType, units)),
  }), (s) => s.snapshot.capacities.find((c) => c.deviceType === deviceType)?.units];
}

/** A scenario from a running system may carry what the policy remembers; what-ifs are clearer without. */
function memoryLine(editScenario: (edit: (s: Scenario) => Scenario) => void): Part {
  const words = h('span', {});
  const element = h('p', { class: 'check', hidden: true }, term('memory'), words,
    button('Forget it', () => editScenario((old) => ({ ...old, memory: [] }))));
  return {
    element,
    show({ memory }) {
      element.hidden = memory.length === 0;
      say(words, `of ${memory.length} ${memory.length === 1 ? 'workload' : 'workloads'}`);
    },
  };
}
