// Snapshots changed in one respect, as the charts ask about them.

import type { Decision, Maybe, Observation, Snapshot, Variant } from '../contract.ts';
import { editTargets, type LatencyName } from './edit.ts';

/** Without the rules that only slow a change down. */
export function settled(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    calm: { ...snapshot.calm, switchAfterS: 0, retentionS: 0 },
    variants: snapshot.variants.map((v) => ({ ...v, behavior: null, retentionS: null })),
  };
}

/** Everything that was ordered serves. */
export function arrived(snapshot: Snapshot, decision: Decision): Snapshot {
  const desired = new Map(decision.variants.map((v) => [v.variant, v.desiredReplicas]));
  return {
    ...snapshot,
    variants: snapshot.variants.map((v) => {
      const replicas = desired.get(v.name);
      if (replicas == null) return v;
      return { ...v, observed: { ...v.observed, currentReplicas: replicas, readyReplicas: replicas, startingReplicas: 0 } };
    }),
  };
}

/** A rate that was not measured: requests counted in the servers belong to another one. */
export function supposed(arrivalRatePerS: number | null): Partial<Observation> {
  return { arrivalRatePerS, arrivalsAtLeastPerS: null, waitingRequests: null, runningRequests: null, sampleAgeS: null };
}

export function scaleLoad(snapshot: Snapshot, workload: string, factor: number): Snapshot {
  return onVariants(snapshot, workload, (v) => ({
    ...v,
    observed: { ...v.observed, ...supposed(times(v.observed.arrivalRatePerS, factor)) },
  }));
}

/** Sets what arrives for a workload, shared out as it is now; where nothing is known the first variant gets it. */
export function setLoad(snapshot: Snapshot, workload: string, rate: number): Snapshot {
  const now = loadOf(snapshot, workload);
  if (now != null && now > 0) return scaleLoad(snapshot, workload, rate / now);
  const first = snapshot.variants.find((v) => v.workload === workload)?.name;
  return onVariants(snapshot, workload, (v) => ({
    ...v,
    observed: { ...v.observed, ...supposed(v.name === first ? rate : 0) },
  }));
}

export function scaleTokens(snapshot: Snapshot, workload: string, which: 'avgInputTokens' | 'avgOutputTokens', factor: number): Snapshot {
  return onVariants(snapshot, workload, (v) => ({
    ...v,
    observed: { ...v.observed, [which]: times(v.observed[which], factor) },
  }));
}

export function scaleTarget(snapshot: Snapshot, workload: string, name: LatencyName, factor: number): Snapshot {
  return editTargets(snapshot, workload, (old) => {
    const target = old[name];
    return target ? { ...old, [name]: { ...target, atMostMs: target.atMostMs * factor } } : old;
  });
}

export function scalePrice(snapshot: Snapshot, accelerator: string, factor: number): Snapshot {
  return {
    ...snapshot,
    accelerators: snapshot.accelerators.map((a) =>
      a.name === accelerator ? { ...a, costPerHour: times(a.costPerHour, factor) } : a),
  };
}

/** The workload's whole load on one of its variants, alone in the world, on the given accelerator. */
export function alone(snapshot: Snapshot, variant: Variant, accelerator: string): Snapshot {
  const rates = snapshot.variants.filter((v) => v.workload === variant.workload).map((v) => v.observed.arrivalRatePerS);
  const rate = rates.reduce<Maybe<number>>((sum, r) => (sum == null || r == null ? null : sum + r), 0);
  return {
    ...snapshot,
    workloads: snapshot.workloads.filter((w) => w.key === variant.workload),
    variants: [{
      ...variant,
      accelerator,
      keepAccelerator: true,
      behavior: null,
      observed: { ...variant.observed, accelerator, maxBatchSize: null, arrivalRatePerS: rate ?? null, currentCostPerHour: null },
    }],
  };
}

/** What arrives for a workload, or null where a part of it is unknown. */
export function loadOf(snapshot: Snapshot, workload: string): number | null {
  const rates = snapshot.variants.filter((v) => v.workload === workload).map((v) => v.observed.arrivalRatePerS);
  return rates.some((r) => r == null) ? null : rates.reduce<number>((sum, r) => sum + (r ?? 0), 0);
}

/** Accelerators on which the workload's model was measured, in the order of the snapshot. */
export function acceleratorsFor(snapshot: Snapshot, variant: Variant): string[] {
  const model = snapshot.workloads.find((w) => w.key === variant.workload)?.model;
  const measured = new Set(snapshot.profiles
    .filter((p) => p.model === model && (p.variant == null || p.variant === variant.name))
    .map((p) => p.accelerator));
  return snapshot.accelerators.map((a) => a.name).filter((name) => measured.has(name));
}

function onVariants(snapshot: Snapshot, workload: string, edit: (v: Variant) => Variant): Snapshot {
  return { ...snapshot, variants: snapshot.variants.map((v) => (v.workload === workload ? edit(v) : v)) };
}

function times(value: Maybe<number>, factor: number): number | null {
  return value == null ? null : value * factor;
}
