// A day in steps: the policy with its memory, and replicas that take their time to start.

import { latencyAt, type Decision, type Prediction, type Replica, type Snapshot, type VariantDecision, type WorkloadMemory } from '../contract.ts';
import { loadOf, setLoad } from '../state/vary.ts';
import { decide, decideSettled, type Run } from './ask.ts';
import { profileOf } from './latency.ts';
import { Fleet } from './fleet.ts';

export interface DayPlan {
  snapshot: Snapshot;
  /** Factors of the snapshot's load, one for each step. */
  factors: number[];
  stepS: number;
  startUpS: number;
  /** The variant whose latency is followed. */
  variant: string;
}

export interface DayStep {
  atS: number;
  factor: number;
  decision: Decision;
  /** Serving now and ordered now, of the followed variant. */
  serving: number | null;
  ordered: number | null;
  /** Of a replica that serves now; null where there is none, or more arrives than it can serve. */
  now: Prediction | null;
  kept: boolean | null;
}

export async function runDay(run: Run, plan: DayPlan, seen: (step: DayStep) => void): Promise<void> {
  const fleet = new Fleet(plan.startUpS);
  await warmUp(run, plan, fleet);
  let memory: WorkloadMemory[] = [];
  for (const [i, factor] of plan.factors.entries()) {
    const atS = i * plan.stepS;
    const world = fleet.observed(loaded(plan.snapshot, factor), atS);
    const decision = await decide(run, { ...world, atUnixS: plan.snapshot.atUnixS + atS }, memory);
    memory = decision.memory;
    seen(await stepOf(run, plan, world, { atS, factor, decision }));
    fleet.order(decision, atS);
    run.progress((i + 1) / plan.factors.length);
  }
}

/** The day begins with the replicas that its first load needs. */
async function warmUp(run: Run, plan: DayPlan, fleet: Fleet): Promise<void> {
  fleet.settle(await decideSettled(run, loaded(plan.snapshot, plan.factors[0] ?? 1)));
}

/** Every workload's load times the factor. */
export function loaded(snapshot: Snapshot, factor: number): Snapshot {
  const keys = new Set(snapshot.variants.map((v) => v.workload));
  let world = snapshot;
  for (const key of keys) {
    const load = loadOf(snapshot, key);
    if (load != null) world = setLoad(world, key, load * factor);
  }
  return world;
}

async function stepOf(run: Run, plan: DayPlan, world: Snapshot, step: { atS: number; factor: number; decision: Decision }): Promise<DayStep> {
  const answer = step.decision.variants.find((v) => v.variant === plan.variant);
  const state = world.variants.find((v) => v.name === plan.variant);
  const serving = state?.observed.readyReplicas ?? null;
  const ordered = answer?.desiredReplicas ?? null;
  const now = answer ? await served(run, plan.snapshot, answer, serving) : null;
  return { ...step, serving, ordered, now: now === 'overloaded' ? null : now, kept: kept(answer, now) };
}

async function served(run: Run, snapshot: Snapshot, answer: VariantDecision, serving: number | null): Promise<Prediction | 'overloaded' | null> {
  const { expected, desiredReplicas, accelerator, maxBatch, load } = answer;
  if (!expected || desiredReplicas == null || serving == null) return null;
  if (serving === 0) return 'overloaded';
  if (serving === desiredReplicas) return expected;
  const variant = snapshot.variants.find((v) => v.name === answer.variant);
  const profile = variant && accelerator ? profileOf(snapshot, variant, accelerator) : undefined;
  if (!profile || maxBatch == null || !load) return null;
  const { avgInputTokens, avgOutputTokens } = load;
  const replica: Replica = { latency: profile.latency, maxBatch, avgInputTokens, avgOutputTokens };
  const arrivalRatePerS = (expected.arrivalRatePerS * desiredReplicas) / serving;
  try {
    return JSON.parse(await run.asker.evaluateJson(JSON.stringify({ replica, arrivalRatePerS }))) as Prediction;
  } catch (error) {
    const { kind } = error as { kind?: string };
    if (kind === 'refused') return 'overloaded';
    // The policy has no performance model that could be asked.
    if (kind === 'invalid') return null;
    throw error;
  }
}

/** Against the targets; with a load and nothing that could serve it they are missed. */
function kept(answer: VariantDecision | undefined, now: Prediction | 'overloaded' | null): boolean | null {
  const targets = answer?.targets;
  if (!answer?.decided || !targets || !answer.load || answer.load.arrivalRatePerS === 0) return null;
  if (!answer.expected) return answer.binds.code === 'carried-elsewhere' ? null : false;
  if (now === 'overloaded') return false;
  if (!now) return null;
  const { ttft, itl } = targets;
  return (!ttft || latencyAt(now.ttft, ttft.percentile) <= ttft.atMostMs)
    && (!itl || latencyAt(now.itl, itl.percentile) <= itl.atMostMs);
}
