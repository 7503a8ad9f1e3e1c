import { expect, test } from 'vitest';
import { editAccelerator, editVariant, observe, setCapacity, setCurrent, setPercentile, setPriority, setTarget, setTps } from './edit.ts';
import { world } from './fixtures.ts';

const KEY = 'llm/m/Premium';

test('an edit leaves the old snapshot as it was', () => {
  const before = world();
  setTarget(before, KEY, 'itl', 7);
  setCapacity(before, 'A100-80GB', 3);
  observe(before, 'llm/a', { arrivalRatePerS: 1 });
  expect(before).toEqual(world());
});

test('a target keeps its percentile, and can be taken away', () => {
  const tighter = setTarget(world(), KEY, 'itl', 7).workloads[0]?.targets;
  expect(tighter?.itl).toEqual({ atMostMs: 7, percentile: 95 });
  expect(setTarget(world(), KEY, 'itl', null).workloads[0]?.targets?.itl).toBeNull();
  expect(setPercentile(world(), KEY, 'ttft', 99).workloads[0]?.targets?.ttft).toEqual({ atMostMs: 500, percentile: 99 });
  expect(setTps(world(), KEY, 800).workloads[0]?.targets?.tpsTokensPerS).toBe(800);
});

test('a percentile without a target is no target', () => {
  const without = setTarget(world(), KEY, 'ttft', null);
  expect(setPercentile(without, KEY, 'ttft', 95).workloads[0]?.targets?.ttft).toBeNull();
});

test('a workload without a class gets targets', () => {
  const before = world();
  before.workloads = before.workloads.map((w) => ({ ...w, targets: null }));
  expect(setTarget(before, KEY, 'ttft', 100).workloads[0]?.targets).toEqual({ ttft: { atMostMs: 100, percentile: null } });
});

test('what runs now serves, and unknown stays unknown', () => {
  expect(setCurrent(world(), 'llm/a', 4).variants[0]?.observed).toMatchObject({ currentReplicas: 4, readyReplicas: 4, startingReplicas: 0 });
  expect(setCurrent(world(), 'llm/a', null).variants[0]?.observed).toMatchObject({ currentReplicas: null, startingReplicas: null });
});

test('capacities are in the order of their types, and unlimited is absent', () => {
  const both = setCapacity(setCapacity(world(), 'H100-80GB', 2), 'A100-80GB', 5);
  expect(both.capacities).toEqual([{ deviceType: 'A100-80GB', units: 5 }, { deviceType: 'H100-80GB', units: 2 }]);
  expect(setCapacity(both, 'A100-80GB', null).capacities).toEqual([{ deviceType: 'H100-80GB', units: 2 }]);
});

test('only what is named is edited', () => {
  expect(editVariant(world(), 'llm/b', { maxReplicas: null }).variants.map((v) => v.maxReplicas)).toEqual([10, null]);
  expect(editAccelerator(world(), 'H100', { costPerHour: null }).accelerators.map((a) => a.costPerHour)).toEqual([40, null]);
  expect(setPriority(world(), KEY, 7).workloads[0]?.priority).toBe(7);
});
