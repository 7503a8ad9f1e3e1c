// Where a latency target stops being kept, found by asking for tighter ones.

import type { Decision, Snapshot } from '../contract.ts';
import { setTarget, type LatencyName } from '../state/edit.ts';
import { decideSettled, outcome, type Outcome, type Run } from './ask.ts';

export interface Tried { targetMs: number; costPerHour: number; outcome: Outcome; decision: Decision }

export interface Cliff {
  /** The tightest target that is kept. */
  keptMs: number;
  /** What stands in the way of a tighter one, in the policy's words. */
  reason: string;
}

const DOUBLINGS_MAX = 16;
const HALVINGS = 14;

export async function tryTarget(run: Run, world: Snapshot, workload: string, name: LatencyName, targetMs: number): Promise<Tried> {
  const decision = await decideSettled(run, setTarget(world, workload, name, targetMs));
  return { targetMs, costPerHour: decision.costPerHour, outcome: outcome(decision, workload), decision };
}

/** Null where no target is kept, or every one. */
export async function findCliff(ask: (targetMs: number) => Promise<Tried>, now: Tried): Promise<Cliff | null> {
  const down = now.outcome === 'kept';
  let edge = now;
  for (let i = 0; i < DOUBLINGS_MAX; i += 1) {
    const next = await ask(down ? edge.targetMs / 2 : edge.targetMs * 2);
    if ((next.outcome === 'kept') !== down) return narrow(ask, down ? next : edge, down ? edge : next);
    edge = next;
  }
  return null;
}

async function narrow(ask: (targetMs: number) => Promise<Tried>, lost: Tried, kept: Tried): Promise<Cliff> {
  let [low, high] = [lost, kept];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middleMs = round(Math.sqrt(low.targetMs * high.targetMs));
    if (middleMs <= low.targetMs || middleMs >= high.targetMs) break;
    const middle = await ask(middleMs);
    if (middle.outcome === 'kept') high = middle;
    else low = middle;
  }
  const blamed = low.decision.variants.find((v) => !v.decided || v.meetsTargets === false);
  return { keptMs: high.targetMs, reason: blamed?.binds.text ?? 'the target is missed' };
}

/** Nobody promises more digits. */
function round(ms: number): number {
  return Number(ms.toPrecision(5));
}
