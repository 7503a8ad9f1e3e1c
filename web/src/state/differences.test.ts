import { expect, test } from 'vitest';
import { differences } from './differences.ts';
import { editVariant, setTarget } from './edit.ts';
import { world } from './fixtures.ts';

test('entries are found by their names', () => {
  const after = setTarget(editVariant(world(), 'llm/b', { maxReplicas: 3 }), 'llm/m/Premium', 'itl', 20);
  after.variants.reverse();
  expect(differences(world(), after)).toEqual([
    { at: 'workloads[llm/m/Premium].targets.itl.atMostMs', before: 24, after: 20 },
    { at: 'variants[llm/b].maxReplicas', before: 10, after: 3 },
  ]);
});

test('absent and null are the same', () => {
  expect(differences(world(), editVariant(world(), 'llm/a', { behavior: null }))).toEqual([]);
});

test('an entry that came is a difference', () => {
  const after = world();
  after.capacities = [{ deviceType: 'A100-80GB', units: 4 }];
  expect(differences(world(), after)).toEqual([
    { at: 'capacities[A100-80GB]', before: null, after: { deviceType: 'A100-80GB', units: 4 } },
  ]);
});
