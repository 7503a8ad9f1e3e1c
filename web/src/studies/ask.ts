// What a study may ask, how it tells how far it is, and how it ends early.

import type { Decision, Snapshot, WorkloadMemory } from '../contract.ts';
import { question } from '../state/scenario.ts';
import { arrived, settled } from '../state/vary.ts';

export interface Asker {
  decideJson(input: string): Promise<string>;
  evaluateJson(input: string): Promise<string>;
  sizeJson(input: string): Promise<string>;
  sweepJson(input: string): Promise<string>;
}

export interface Run {
  asker: Asker;
  signal: AbortSignal;
  progress: (share: number) => void;
}

export async function decide(run: Run, snapshot: Snapshot, memory: WorkloadMemory[] = []): Promise<Decision> {
  run.signal.throwIfAborted();
  const answer = JSON.parse(await run.asker.decideJson(question(snapshot, memory))) as Decision;
  run.signal.throwIfAborted();
  return answer;
}

const ROUNDS_MAX = 4;

/** Where the numbers go in the end: asked again with what was ordered, until nothing is ordered any more. */
export async function decideSettled(run: Run, snapshot: Snapshot): Promise<Decision> {
  let world = settled(snapshot);
  let decision = await decide(run, world);
  for (let round = 1; round < ROUNDS_MAX && moving(world, decision); round += 1) {
    world = arrived(world, decision);
    decision = await decide(run, world);
  }
  return decision;
}

/** Only variants that share a workload wait for each other. */
function moving(world: Snapshot, decision: Decision): boolean {
  const shared = (workload: string): boolean => world.variants.filter((v) => v.workload === workload).length > 1;
  return world.variants.some((v) => {
    const desired = decision.variants.find((d) => d.variant === v.name)?.desiredReplicas;
    return desired != null && desired !== v.observed.currentReplicas && shared(v.workload);
  });
}

/** Whether the workload's targets are kept: `unknown` where a variant of it is undecided. */
export type Outcome = 'kept' | 'missed' | 'undecided';

export function outcome(decision: Decision, workload: string): Outcome {
  const mine = decision.variants.filter((v) => v.workload === workload);
  if (mine.some((v) => !v.decided)) return 'undecided';
  return mine.some((v) => v.meetsTargets === false) ? 'missed' : 'kept';
}

/** Asks one after the other, so that a decision for the person never waits for more than one of them. */
export async function each<T, R>(run: Run, items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(await ask(item));
    run.progress(results.length / items.length);
  }
  return results;
}

export function spaced(from: number, to: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
}

export function spacedByRatio(from: number, to: number, points: number): number[] {
  const ratio = to / from;
  return Array.from({ length: points }, (_, i) => from * ratio ** (i / (points - 1)));
}
