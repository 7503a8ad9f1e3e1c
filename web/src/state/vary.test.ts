import { expect, test } from 'vitest';
import { acceleratorsFor, alone, loadOf, scaleLoad, scalePrice, scaleTarget, scaleTokens, setLoad, settled, suppose } from './vary.ts';
import type { Snapshot } from '../contract.ts';
import { differences } from './differences.ts';
import { asked } from './scenario.ts';
import { world } from './fixtures.ts';

const KEY = 'llm/m/Premium';

test('a load is shared out as it was, and what the servers counted is forgotten', () => {
  const more = setLoad(world(), KEY, 24);
  expect(more.variants.map((v) => v.observed.arrivalRatePerS)).toEqual([6, 18]);
  expect(more.variants.map((v) => v.observed.waitingRequests)).toEqual([null, null]);
  expect(loadOf(more, KEY)).toBe(24);
});

test('a load where there was none goes to the first variant', () => {
  const none = scaleLoad(world(), KEY, 0);
  expect(setLoad(none, KEY, 5).variants.map((v) => v.observed.arrivalRatePerS)).toEqual([5, 0]);
});

test('a load that is unknown in part is unknown', () => {
  const part = world();
  part.variants = part.variants.map((v, i) => (i === 0 ? { ...v, observed: { ...v.observed, arrivalRatePerS: null } } : v));
  expect(loadOf(part, KEY)).toBeNull();
  expect(scaleLoad(part, KEY, 2).variants[0]?.observed.arrivalRatePerS).toBeNull();
});

test('what is counted where requests come in is the load, until a variant is given another', () => {
  const counted = world();
  counted.workloads = counted.workloads.map((w) => ({ ...w, observed: { arrivalRatePerS: 20, queuedRequests: 7 } }));
  const entryOf = (snapshot: Snapshot) => snapshot.workloads.find((w) => w.key === KEY)?.observed;
  expect(loadOf(counted, KEY)).toBe(20);
  expect(loadOf(setLoad(counted, KEY, 40), KEY)).toBe(40);
  expect(entryOf(scaleLoad(counted, KEY, 0.5))).toEqual({ arrivalRatePerS: 10, rank: null });
  const [a] = counted.variants;
  if (!a) throw new Error('no variant');
  expect(alone(counted, a, 'H100')).toMatchObject({ workloads: [{ observed: {} }], variants: [{ observed: { arrivalRatePerS: 20 } }] });
  expect(entryOf(suppose(counted, a.name, 5))).toEqual({});
  expect(asked({ name: '', snapshot: counted, memory: [], headroomPercent: 50 }).workloads[0]?.observed?.arrivalRatePerS).toBe(30);
});

test('alone, a variant carries the whole load on the accelerator that is asked for', () => {
  const [a] = world().variants;
  if (!a) throw new Error('no variant');
  const only = alone(world(), a, 'H100');
  expect(only.variants).toHaveLength(1);
  expect(only.variants[0]).toMatchObject({ accelerator: 'H100', keepAccelerator: true, observed: { accelerator: 'H100', arrivalRatePerS: 12 } });
});

test('accelerators are those on which the model was measured', () => {
  const [a] = world().variants;
  if (!a) throw new Error('no variant');
  expect(acceleratorsFor(world(), a)).toEqual(['A100', 'H100']);
  const other = world();
  other.profiles = other.profiles.map((p) => (p.accelerator === 'A100' ? { ...p, variant: 'llm/b' } : p));
  expect(acceleratorsFor(other, a)).toEqual(['H100']);
});

test('one input at a time is scaled', () => {
  expect(scaleTarget(world(), KEY, 'itl', 0.5).workloads[0]?.targets?.itl).toEqual({ atMostMs: 12, percentile: 95 });
  expect(scaleTokens(world(), KEY, 'avgInputTokens', 2).variants[0]?.observed.avgInputTokens).toBe(256);
  expect(scalePrice(world(), 'A100', 1.2).accelerators.map((a) => a.costPerHour)).toEqual([48, 80]);
});

test('settled is without the rules that slow a change down, and nothing else', () => {
  const slow: Snapshot = { ...world(), calm: { switchAfterS: 900, switchSavingRatio: 0.2 } };
  slow.variants = slow.variants.map((v) => ({ ...v, behavior: { scaleDown: {} }, retentionS: 60 }));
  expect(settled(slow).variants.map((v) => [v.behavior, v.retentionS])).toEqual([[null, null], [null, null]]);
  expect(settled(slow).calm).toEqual({ switchAfterS: 0, switchSavingRatio: 0.2, retentionS: 0 });
  expect(differences(world(), settled(world())).map((c) => c.at)).toEqual(['calm']);
});

test('headroom raises what arrives, and only when it is asked', () => {
  const scenario = { name: '', snapshot: world(), memory: [], headroomPercent: 50 };
  expect(asked(scenario).variants.map((v) => v.observed.arrivalRatePerS)).toEqual([4.5, 13.5]);
  expect(asked({ ...scenario, headroomPercent: 0 })).toBe(scenario.snapshot);
});
