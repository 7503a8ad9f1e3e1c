// A policy for tests, simple enough to be reckoned by hand: a replica serves one request/s for every
// 10 ms of ITL target above a floor, and no target below the floor is kept.

import type { Decision, PolicyInput, VariantDecision } from '../contract.ts';
import type { Asker, Run } from './ask.ts';

export const FLOOR_MS = 5;

export function pretendRun(seen: PolicyInput[] = [], signal = new AbortController().signal): Run {
  return { asker: pretendPolicy(seen), signal, progress: () => {} };
}

function pretendPolicy(seen: PolicyInput[]): Asker {
  const none = (): Promise<string> => Promise.reject(Object.assign(new Error('not asked'), { kind: 'refused' }));
  return {
    async decideJson(text) {
      const input = JSON.parse(text) as PolicyInput;
      seen.push(input);
      const variants = input.snapshot.variants.map((_, i) => decideOne(input, i));
      const costPerHour = variants.reduce((sum, v) => sum + (v.costPerHour ?? 0), 0);
      const memory = [{ workload: 'llm/m/Premium', bytes: [1, (input.memory[0]?.bytes[1] ?? 0) + 1] }];
      return JSON.stringify({ atUnixS: input.snapshot.atUnixS, costPerHour, variants, memory } satisfies Decision);
    },
    evaluateJson: none, sizeJson: none, sweepJson: none,
  };
}

function decideOne({ snapshot }: PolicyInput, i: number): VariantDecision {
  const v = snapshot.variants[i];
  if (!v) throw new Error('no variant');
  const targets = snapshot.workloads.find((w) => w.key === v.workload)?.targets ?? null;
  const itlMs = targets?.itl?.atMostMs ?? 1000;
  const rate = v.observed.arrivalRatePerS ?? 0;
  const accelerator = v.accelerator ?? null;
  const price = snapshot.accelerators.find((a) => a.name === accelerator)?.costPerHour ?? 0;
  const needed = itlMs < FLOOR_MS ? null : Math.max(1, Math.ceil(rate / (itlMs / 10)));
  const most = v.maxReplicas ?? Infinity;
  const desiredReplicas = needed === null ? (v.observed.currentReplicas ?? null) : Math.min(needed, most);
  const code = needed === null ? 'infeasible' : needed > most ? 'max-replicas' : 'itl';
  return {
    variant: v.name, workload: v.workload, decided: needed !== null, accelerator,
    currentReplicas: v.observed.currentReplicas ?? null, wantedReplicas: needed, desiredReplicas,
    maxBatch: 8, costPerHour: (desiredReplicas ?? 0) * price, powerW: null,
    load: { arrivalRatePerS: rate, avgInputTokens: 1, avgOutputTokens: 1 }, loadSource: null, targets, expected: null,
    meetsTargets: needed === null ? null : needed <= most, binds: { code, text: `because of ${code}`, values: [] },
    recommendation: null, runnerUp: null, others: [], warnings: [], sentence: '',
  };
}
