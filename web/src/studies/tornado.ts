// What the cost hangs on: every input a fifth lower and a fifth higher, one at a time.

import type { Snapshot, Variant } from '../contract.ts';
import { acceleratorsFor, scaleLoad, scalePrice, scaleTarget, scaleTokens } from '../state/vary.ts';
import { decideSettled, each, outcome, type Outcome, type Run } from './ask.ts';

export const SWING_RATIO = 0.2;

export interface Bar { label: string; low: BarEnd; high: BarEnd }
export interface BarEnd { costPerHour: number; outcome: Outcome }
export interface Tornado { costPerHour: number; bars: Bar[] }

export async function tornado(run: Run, snapshot: Snapshot, variant: Variant): Promise<Tornado> {
  const key = variant.workload;
  const base = await decideSettled(run, snapshot);
  const end = async (changed: Snapshot): Promise<BarEnd> => {
    const decision = await decideSettled(run, changed);
    return { costPerHour: decision.costPerHour, outcome: outcome(decision, key) };
  };
  const bars = await each(run, inputs(snapshot, variant), async ({ label, scale }) => ({
    label,
    low: await end(scale(1 - SWING_RATIO)),
    high: await end(scale(1 + SWING_RATIO)),
  }));
  bars.sort((a, b) => swing(b, base.costPerHour) - swing(a, base.costPerHour));
  return { costPerHour: base.costPerHour, bars };
}

export function swing(bar: Bar, base: number): number {
  return Math.max(Math.abs(bar.low.costPerHour - base), Math.abs(bar.high.costPerHour - base));
}

interface Input { label: string; scale: (factor: number) => Snapshot }

function inputs(world: Snapshot, variant: Variant): Input[] {
  const key = variant.workload;
  const targets = world.workloads.find((w) => w.key === key)?.targets;
  const list: Input[] = [{ label: 'load', scale: (f) => scaleLoad(world, key, f) }];
  if (targets?.ttft) list.push({ label: 'TTFT target', scale: (f) => scaleTarget(world, key, 'ttft', f) });
  if (targets?.itl) list.push({ label: 'ITL target', scale: (f) => scaleTarget(world, key, 'itl', f) });
  list.push({ label: 'prompt length', scale: (f) => scaleTokens(world, key, 'avgInputTokens', f) });
  list.push({ label: 'answer length', scale: (f) => scaleTokens(world, key, 'avgOutputTokens', f) });
  for (const name of acceleratorsFor(world, variant)) {
    list.push({ label: `price of ${name}`, scale: (f) => scalePrice(world, name, f) });
  }
  return list;
}
