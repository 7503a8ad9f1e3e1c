// What a latency target costs, and the cliff below which it is not kept at any price.

import type { Snapshot } from '../contract.ts';
import type { LatencyName } from '../state/edit.ts';
import { each, spacedByRatio, type Outcome, type Run } from './ask.ts';
import { findCliff, tryTarget, type Cliff } from './cliff.ts';

export interface FrontierPoint { targetMs: number; costPerHour: number; outcome: Outcome }

export interface Frontier {
  points: FrontierPoint[];
  cliff: Cliff | null;
  now: FrontierPoint;
}

const POINTS = 48;

export async function frontier(run: Run, snapshot: Snapshot, workload: string, name: LatencyName, nowMs: number): Promise<Frontier> {
  const ask = (targetMs: number) => tryTarget(run, snapshot, workload, name, targetMs);
  const now = await ask(nowMs);
  const cliff = await findCliff(ask, now);
  const targets = cliff ? aroundCliff(cliff.keptMs) : spacedByRatio(nowMs / 8, nowMs * 2, POINTS);
  if (cliff) targets.push(...spacedByRatio(cliff.keptMs * STEEP * 1.05, Math.max(nowMs * 2, cliff.keptMs * 8), POINTS / 2));
  const points = await each(run, [...new Set([...targets, nowMs])].sort((a, b) => a - b), ask);
  return { points, cliff, now };
}

/** Ratio above the cliff within which the cost changes most: half of the points stand there. */
const STEEP = 1.5;

function aroundCliff(cliffMs: number): number[] {
  return [...spacedByRatio(cliffMs / 1.4, cliffMs * 0.999, POINTS / 6), ...spacedByRatio(cliffMs, cliffMs * STEEP, POINTS / 2)];
}
