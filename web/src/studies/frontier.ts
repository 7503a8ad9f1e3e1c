// What a latency target costs, and the cliff below which it is not kept at any price.

import type { Decision, Snapshot } from '../contract.ts';
import { setTarget, type LatencyName } from '../state/edit.ts';
import { settled } from '../state/vary.ts';
import { decide, each, outcome, spacedByRatio, type Outcome, type Run } from './ask.ts';

export interface FrontierPoint { targetMs: number; costPerHour: number; outcome: Outcome }

export interface Frontier {
  name: LatencyName;
  points: FrontierPoint[];
  /** Tightest target that is kept; null where none is, or where every one is. */
  cliffMs: number | null;
  /** Why it ends there, in the policy's words. */
  reason: string | null;
  now: FrontierPoint;
}

const POINTS = 48;
const DOUBLINGS_MAX = 16;
const HALVINGS = 14;

export async function frontier(run: Run, snapshot: Snapshot, workload: string, name: LatencyName, nowMs: number): Promise<Frontier> {
  const world = settled(snapshot);
  const at = async (targetMs: number): Promise<FrontierPoint & { decision: Decision }> => {
    const decision = await decide(run, setTarget(world, workload, name, targetMs));
    return { targetMs, costPerHour: decision.costPerHour, outcome: outcome(decision, workload), decision };
  };
  const now = await at(nowMs);
  const cliff = await findCliff(at, now);
  const from = cliff ? cliff.keptMs / 1.6 : nowMs / 8;
  const to = Math.max(nowMs * 3, from * 12);
  const targets = [...spacedByRatio(from, to, POINTS), nowMs, ...(cliff ? [cliff.keptMs] : [])].sort((a, b) => a - b);
  const points = await each(run, targets, at);
  return { name, points, cliffMs: cliff?.keptMs ?? null, reason: cliff?.reason ?? null, now };
}

type At = (targetMs: number) => Promise<FrontierPoint & { decision: Decision }>;

async function findCliff(at: At, now: FrontierPoint & { decision: Decision }): Promise<{ keptMs: number; reason: string } | null> {
  const down = now.outcome === 'kept';
  let edge = now;
  for (let i = 0; i < DOUBLINGS_MAX; i += 1) {
    const next = await at(down ? edge.targetMs / 2 : edge.targetMs * 2);
    if ((next.outcome === 'kept') !== down) return narrow(at, down ? next : edge, down ? edge : next);
    edge = next;
  }
  return null;
}

async function narrow(at: At, lost: FrontierPoint & { decision: Decision }, kept: FrontierPoint): Promise<{ keptMs: number; reason: string }> {
  let [low, high] = [lost, kept];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = await at(Math.sqrt(low.targetMs * high.targetMs));
    if (middle.outcome === 'kept') high = middle;
    else low = middle;
  }
  const blamed = low.decision.variants.find((v) => !v.decided || v.meetsTargets === false);
  return { keptMs: high.targetMs, reason: blamed?.binds.text ?? 'the target is missed' };
}
