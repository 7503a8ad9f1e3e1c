// Latency of one replica over its load, for each accelerator the model was measured on.

import type { Prediction, Profile, Replica, Sizing, Snapshot, Targets, Variant } from '../contract.ts';
import { editTargets } from '../state/edit.ts';
import { acceleratorsFor, alone, setLoad } from '../state/vary.ts';
import { decide, each, spacedByRatio, type Run } from './ask.ts';

export interface Curve {
  accelerator: string;
  points: Prediction[];
  /** Largest load within all targets; null where even a lone request misses one. */
  withinRatePerS: number | null;
}

const POINTS = 96;
/** Share of the largest rate at which a curve begins. */
const FIRST_SHARE = 0.01;

export async function latencyCurves(run: Run, snapshot: Snapshot, variant: Variant): Promise<Curve[]> {
  const curves = await each(run, acceleratorsFor(snapshot, variant), (name) => curve(run, snapshot, variant, name));
  return curves.filter((c) => c !== null);
}

async function curve(run: Run, snapshot: Snapshot, variant: Variant, accelerator: string): Promise<Curve | null> {
  const replica = await replicaOn(run, snapshot, variant, accelerator);
  if (!replica) return null;
  const maxRate = await largestRate(run, replica);
  if (maxRate === null) return null;
  const targets = snapshot.workloads.find((w) => w.key === variant.workload)?.targets ?? {};
  return {
    accelerator,
    points: await sweep(run, replica, maxRate),
    withinRatePerS: await within(run, replica, targets),
  };
}

/** The policy says which batch counts; asked without targets, so that none stands in the way. */
export async function replicaOn(run: Run, snapshot: Snapshot, variant: Variant, accelerator: string): Promise<Replica | null> {
  const profile = profileOf(snapshot, variant, accelerator);
  if (!profile) return null;
  const free = editTargets(alone(snapshot, { ...variant, maxReplicas: null }, accelerator), variant.workload,
    () => ({ ttft: null, itl: null, tpsTokensPerS: null }));
  const decision = await decide(run, setLoad({ ...free, capacities: [] }, variant.workload, 1));
  const answer = decision.variants[0];
  if (answer?.maxBatch == null || !answer.load) return null;
  const { avgInputTokens, avgOutputTokens } = answer.load;
  return { latency: profile.latency, maxBatch: answer.maxBatch, avgInputTokens, avgOutputTokens };
}

export function profileOf(snapshot: Snapshot, variant: Variant, accelerator: string): Profile | undefined {
  const model = snapshot.workloads.find((w) => w.key === variant.workload)?.model;
  const fitting = snapshot.profiles.filter((p) => p.model === model && p.accelerator === accelerator);
  return fitting.find((p) => p.variant === variant.name) ?? fitting.find((p) => p.variant == null);
}

async function largestRate(run: Run, replica: Replica): Promise<number | null> {
  const none: Targets = { ttft: null, itl: null, tpsTokensPerS: null };
  try {
    const sizing = JSON.parse(await run.asker.sizeJson(JSON.stringify({ replica, targets: none }))) as Sizing;
    return sizing.at.maxRatePerS;
  } catch (error) {
    return refused(error);
  } finally {
    run.signal.throwIfAborted();
  }
}

async function within(run: Run, replica: Replica, targets: Targets): Promise<number | null> {
  try {
    const sizing = JSON.parse(await run.asker.sizeJson(JSON.stringify({ replica, targets }))) as Sizing;
    return sizing.at.arrivalRatePerS;
  } catch (error) {
    return refused(error);
  }
}

/** Dense where the curve is bent: near the largest rate, and evenly in ratio below. */
async function sweep(run: Run, replica: Replica, maxRate: number): Promise<Prediction[]> {
  const ask = async (from: number, to: number, points: number): Promise<Prediction[]> => JSON.parse(
    await run.asker.sweepJson(JSON.stringify({ replica, fromRatePerS: from, toRatePerS: to, points }))) as Prediction[];
  const edges = spacedByRatio(maxRate * FIRST_SHARE, maxRate, 5);
  const parts: Prediction[] = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const part = await ask(edges[i] as number, edges[i + 1] as number, POINTS / 4);
    parts.push(...(i === 0 ? part : part.slice(1)));
  }
  return parts;
}

/** A refusal is an answer of the policy; anything else is passed on. */
function refused(error: unknown): null {
  if ((error as { kind?: string }).kind === 'refused') return null;
  throw error;
}
