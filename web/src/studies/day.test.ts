import { expect, test } from 'vitest';
import type { PolicyInput } from '../contract.ts';
import { world } from '../state/fixtures.ts';
import { runDay, type DayPlan, type DayStep } from './day.ts';
import { dayTotal } from './day-total.ts';
import { pretendRun } from './pretend.ts';

async function day(plan: Partial<DayPlan>): Promise<{ steps: DayStep[]; seen: PolicyInput[] }> {
  const steps: DayStep[] = [];
  const seen: PolicyInput[] = [];
  await runDay(pretendRun(seen), {
    snapshot: world(), factors: [1, 2, 2, 1], stepS: 60, startUpS: 90, variant: 'llm/b', ...plan,
  }, (step) => steps.push(step));
  return { steps, seen };
}

test('memory and time go from step to step, beginning without memory', async () => {
  const { seen } = await day({});
  const asked = seen.slice(-4);
  expect(asked.map((input) => input.memory[0]?.bytes[1] ?? 0)).toEqual([0, 1, 2, 3]);
  expect(asked.map((input) => input.snapshot.atUnixS - world().atUnixS)).toEqual([0, 60, 120, 180]);
});

test('the day begins with what its first load needs, and more serves only after its start-up', async () => {
  const { steps } = await day({});
  // 9 requests/s need 4 replicas, 18 need 8.
  expect(steps.map((s) => s.ordered)).toEqual([4, 8, 8, 4]);
  expect(steps.map((s) => s.serving)).toEqual([4, 4, 4, 8]);
});

test('without a start-up what is ordered serves with the next step', async () => {
  const { steps } = await day({ startUpS: 0 });
  expect(steps.map((s) => s.serving)).toEqual([4, 4, 8, 8]);
});

test('a day comes to its steps times their length', async () => {
  const { steps } = await day({ stepS: 1800 });
  // Variant a needs 2 and 3 replicas at 40, variant b 4 and 8 at 80.
  expect(steps.map((s) => s.decision.costPerHour)).toEqual([400, 760, 760, 400]);
  expect(dayTotal(steps, 1800)).toMatchObject({ cost: 1160, atPeak: 1520 });
});

test('measured queues of another load are not told', async () => {
  const { seen } = await day({});
  expect(seen.every((input) => input.snapshot.variants.every((v) => v.observed.waitingRequests == null))).toBe(true);
});
