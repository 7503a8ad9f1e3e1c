import { expect, test } from 'vitest';
import type { Decision, Snapshot } from '../contract.ts';
import { world } from './fixtures.ts';
import { byPriority, chosenVariant, ranked } from './priority.ts';

/** Workload `late` of variant a is served after workload `soon` of variant b; nobody serves `idle`. */
function two(): Snapshot {
  const base = world();
  const [workload] = base.workloads;
  if (!workload) throw new Error('no workload');
  const keyed = (key: string, priority: number) => ({ ...workload, key, priority });
  return {
    ...base,
    workloads: [keyed('late', 9), keyed('soon', 2), keyed('idle', 1)],
    variants: base.variants.map((v) => ({ ...v, workload: v.name === 'llm/a' ? 'late' : 'soon' })),
  };
}

test('the most important workload that is served comes first', () => {
  expect(byPriority(two()).map((w) => w.key)).toEqual(['soon', 'late']);
  const decision = { variants: [{ variant: 'llm/a', workload: 'late' }, { variant: 'llm/b', workload: 'soon' }] } as unknown as Decision;
  expect(ranked(two(), decision).map((v) => v.variant)).toEqual(['llm/b', 'llm/a']);
});

test('the charts speak of the wanted variant while it is there', () => {
  expect(chosenVariant(two(), 'llm/a')).toBe('llm/a');
  expect(chosenVariant(two(), 'gone')).toBe('llm/b');
  expect(chosenVariant({ ...two(), variants: [] }, null)).toBeNull();
});
