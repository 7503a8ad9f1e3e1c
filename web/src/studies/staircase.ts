// What a load costs: as it is decided, and for each accelerator if the workload ran on it alone.

import type { Decision, Snapshot, Variant } from '../contract.ts';
import { acceleratorsFor, alone, loadOf, setLoad } from '../state/vary.ts';
import { decideSettled, each, outcome, spaced, type Run } from './ask.ts';

export interface Stair { label: string; costs: (number | null)[] }

export interface Staircase {
  loads: number[];
  /** The workload's cost as the whole system is decided with its load changed. */
  decided: Stair;
  /** The workload's own cost on one accelerator; null where its targets are not kept. */
  accelerators: Stair[];
  now: { load: number; costPerHour: number } | null;
}

const POINTS = 61;

export async function staircase(run: Run, snapshot: Snapshot, variant: Variant): Promise<Staircase> {
  const load = loadOf(snapshot, variant.workload);
  const loads = spaced(0, (load || 5) * 2, POINTS);
  const names = acceleratorsFor(snapshot, variant);
  const parts = names.length + 1;
  const part = (i: number): Run => ({ ...run, progress: (share) => run.progress((i + share) / parts) });

  const costAt = async (rate: number): Promise<number | null> =>
    costOf(await decideSettled(run, setLoad(snapshot, variant.workload, rate)), variant.workload);
  const decided = await each(part(0), loads, costAt);
  const accelerators: Stair[] = [];
  for (const [i, name] of names.entries()) {
    const only = alone(snapshot, variant, name);
    const costs = await each(part(i + 1), loads, async (rate) => {
      const decision = await decideSettled(run, setLoad(only, variant.workload, rate));
      return outcome(decision, variant.workload) === 'kept' ? decision.costPerHour : null;
    });
    accelerators.push({ label: name, costs });
  }
  const costPerHour = load == null ? null : await costAt(load);
  const now = load == null || costPerHour == null ? null : { load, costPerHour };
  return { loads, decided: { label: 'as decided', costs: decided }, accelerators, now };
}

/** Null where the targets are not kept. */
function costOf(decision: Decision, workload: string): number | null {
  if (outcome(decision, workload) !== 'kept') return null;
  const mine = decision.variants.filter((v) => v.workload === workload);
  return mine.reduce((sum, v) => sum + (v.costPerHour ?? 0), 0);
}
