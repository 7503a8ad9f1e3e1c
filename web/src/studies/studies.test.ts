import { expect, test } from 'vitest';
import type { PolicyInput, Snapshot, Variant } from '../contract.ts';
import { setTarget } from '../state/edit.ts';
import { world } from '../state/fixtures.ts';
import { decideSettled } from './ask.ts';
import { frontier } from './frontier.ts';
import { heat } from './heat.ts';
import { FLOOR_MS, pretendRun } from './pretend.ts';
import { staircase } from './staircase.ts';
import { swing, tornado } from './tornado.ts';

const KEY = 'llm/m/Premium';

/** Variant a: 3 requests/s on A100 at 40; variant b: 9 requests/s on H100 at 80; ITL 24 ms. */
function begin(): { snapshot: Snapshot; a: Variant } {
  const snapshot = world();
  const [a] = snapshot.variants;
  if (!a) throw new Error('no variant');
  return { snapshot, a };
}

test('the cliff is the tightest target that is kept, with its reason', async () => {
  const { snapshot } = begin();
  const found = await frontier(pretendRun(), snapshot, KEY, 'itl', 24);
  // b reaches its maximum of 10 replicas at 9 ms, long before the floor.
  expect(found.cliff?.keptMs).toBeCloseTo(9, 2);
  expect(found.cliff?.reason).toBe('because of max-replicas');
  expect(found.now).toMatchObject({ targetMs: 24, outcome: 'kept', costPerHour: 2 * 40 + 4 * 80 });
  const targets = found.points.map((p) => p.targetMs);
  expect(targets).toEqual([...targets].sort((x, y) => x - y));
  expect(found.points.filter((p) => p.targetMs > 9.01).every((p) => p.outcome === 'kept')).toBe(true);
  expect(found.points.filter((p) => p.targetMs < 8.99).every((p) => p.outcome === 'missed')).toBe(true);
});

test('a target that is not kept now has its cliff above', async () => {
  const { snapshot } = begin();
  const found = await frontier(pretendRun(), setTarget(snapshot, KEY, 'itl', 2), KEY, 'itl', 2);
  expect(found.now.outcome).toBe('undecided');
  expect(found.cliff?.keptMs).toBeCloseTo(9, 2);
});

test('without limits the cliff is where even one request misses the target', async () => {
  const { snapshot } = begin();
  snapshot.variants = snapshot.variants.map((v) => ({ ...v, maxReplicas: null }));
  const found = await frontier(pretendRun(), snapshot, KEY, 'itl', 24);
  expect(found.cliff?.keptMs).toBeCloseTo(FLOOR_MS, 2);
});

test('a target that nothing hangs on has no cliff', async () => {
  const { snapshot } = begin();
  expect((await frontier(pretendRun(), snapshot, KEY, 'ttft', 500)).cliff).toBeNull();
});

test('the staircase climbs as decided and on each accelerator, and ends at the maximum', async () => {
  const { snapshot, a } = begin();
  const found = await staircase(pretendRun(), snapshot, a);
  expect([found.loads[0], found.loads.at(-1)]).toEqual([0, 24]);
  expect(found.now).toEqual({ load: 12, costPerHour: 2 * 40 + 4 * 80 });
  expect(found.accelerators.map((s) => s.label)).toEqual(['A100', 'H100']);
  // 24 requests/s alone on one accelerator are exactly 10 replicas.
  expect(found.accelerators.map((s) => s.costs.at(-1))).toEqual([400, 800]);
  const limited = { ...snapshot, variants: snapshot.variants.map((v) => ({ ...v, maxReplicas: 5 })) };
  const short = await staircase(pretendRun(), limited, limited.variants[0] as Variant);
  expect(short.accelerators[0]?.costs.at(-1)).toBeNull();
});

test('the tornado has the widest bar first', async () => {
  const { snapshot, a } = begin();
  const found = await tornado(pretendRun(), snapshot, a);
  expect(found.costPerHour).toBe(400);
  const swings = found.bars.map((bar) => swing(bar, 400));
  expect(swings).toEqual([...swings].sort((x, y) => y - x));
  // At 19.2 ms b needs 5 replicas instead of 4, at 28.8 ms still 4; a needs two in both.
  const itl = found.bars.find((b) => b.label === 'ITL target');
  expect([itl?.low.costPerHour, itl?.high.costPerHour]).toEqual([480, 400]);
  const price = found.bars.find((b) => b.label === 'price of H100');
  expect([price?.low.costPerHour, price?.high.costPerHour]).toEqual([400 - 64, 400 + 64]);
  expect(found.bars.map((b) => b.label)).toContain('TTFT target');
});

test('the heat map has the targets of now in it, and what is not kept is told', async () => {
  const { snapshot } = begin();
  const found = await heat(pretendRun(), snapshot, KEY, { ttft: { atMostMs: 500 }, itl: { atMostMs: 24 } });
  expect(found?.ttftMs[found.now.column]).toBe(500);
  expect(found?.itlMs[found.now.row]).toBe(24);
  expect(found?.cells[found.now.row]?.[found.now.column]).toEqual({ costPerHour: 400, outcome: 'kept' });
  expect(found?.cells[0]?.every((cell) => cell.outcome === 'missed')).toBe(true);
  expect(await heat(pretendRun(), snapshot, KEY, { ttft: { atMostMs: 500 } })).toBeNull();
});

test('a study that is not wanted any more stops', async () => {
  const { snapshot, a } = begin();
  const stop = new AbortController();
  const seen: PolicyInput[] = [];
  const run = { ...pretendRun(seen, stop.signal), progress: () => stop.abort() };
  await expect(staircase(run, snapshot, a)).rejects.toThrow();
  expect(seen.length).toBeLessThan(5);
});

test('it is asked again with what was ordered, until nothing is ordered', async () => {
  const seen: PolicyInput[] = [];
  const decision = await decideSettled(pretendRun(seen), begin().snapshot);
  expect(seen.map((input) => input.snapshot.variants.map((v) => v.observed.currentReplicas))).toEqual([[1, 1], [2, 4]]);
  expect(decision.variants.map((v) => [v.currentReplicas, v.desiredReplicas])).toEqual([[2, 2], [4, 4]]);
});

test('studies ask without the rules that only slow a change down', async () => {
  const { snapshot, a } = begin();
  snapshot.variants = snapshot.variants.map((v) => ({ ...v, behavior: { scaleDown: {} } }));
  const seen: PolicyInput[] = [];
  await tornado(pretendRun(seen), snapshot, a);
  expect(seen.every((input) => input.memory.length === 0 && input.snapshot.variants.every((v) => v.behavior == null))).toBe(true);
});
