// The most important comes first.

import type { Decision, Snapshot, VariantDecision, Workload } from '../contract.ts';

/** Workloads that some variant serves, the first served first. */
export function byPriority(snapshot: Snapshot): Workload[] {
  const served = new Set(snapshot.variants.map((v) => v.workload));
  return snapshot.workloads.filter((w) => served.has(w.key)).sort((a, b) => a.priority - b.priority);
}

/** The decision's variants in the order of their workloads. */
export function ranked(snapshot: Snapshot, decision: Decision): VariantDecision[] {
  const rank = new Map(byPriority(snapshot).map((w, i) => [w.key, i]));
  const of = (v: VariantDecision): number => rank.get(v.workload) ?? rank.size;
  return [...decision.variants].sort((a, b) => of(a) - of(b));
}

/** The variant the charts speak of: the wanted one if it is there, else one of the first workload. */
export function chosenVariant(snapshot: Snapshot, wanted: string | null): string | null {
  if (snapshot.variants.some((v) => v.name === wanted)) return wanted;
  const first = byPriority(snapshot)[0];
  return snapshot.variants.find((v) => v.workload === first?.key)?.name ?? null;
}
