// The policy's input and answer as JSON, field by field as in docs/decision.md.
// Absent and null both mean unknown; fields that are not named here are kept as they are.

export const INTERFACE_VERSION = '0.1.0';

export type Maybe<T> = T | null | undefined;

export interface PolicyInput { interfaceVersion: string; snapshot: Snapshot; memory: WorkloadMemory[] }
export interface WorkloadMemory { workload: string; bytes: number[] }

export interface Snapshot {
  atUnixS: number;
  currency: string;
  accelerators: Accelerator[];
  profiles: Profile[];
  workloads: Workload[];
  variants: Variant[];
  capacities: Capacity[];
  solver?: Maybe<Solver>;
  calm?: Maybe<{ [rule: string]: unknown }>;
}

export interface Capacity { deviceType: string; units: number }
export type Solver = 'unlimited' | { greedy: { saturationPolicy: string; delayedBestEffort: boolean } };

export interface Accelerator {
  name: string;
  deviceType: string;
  multiplicity: number;
  costPerHour?: Maybe<number>;
  memoryMib?: Maybe<number>;
  power?: Maybe<unknown>;
}

export interface Profile {
  model: string;
  accelerator: string;
  variant?: Maybe<string>;
  accCount: number;
  maxBatch?: Maybe<number>;
  atTokens?: Maybe<number>;
  memoryMib?: Maybe<number>;
  latency: LatencyModel;
  source: string;
}

export type LatencyModel = { [model: string]: unknown };

export interface Workload {
  key: string;
  model: string;
  class?: Maybe<string>;
  priority: number;
  targets?: Maybe<Targets>;
  observed?: WorkloadObservation;
}

export interface WorkloadObservation {
  arrivalRatePerS?: Maybe<number>;
  rank?: Maybe<number>;
  queuedRequests?: Maybe<number>;
  turnedAwayPerS?: Maybe<number>;
  sampleAgeS?: Maybe<number>;
}

export interface Targets { ttft?: Maybe<LatencyTarget>; itl?: Maybe<LatencyTarget>; tpsTokensPerS?: Maybe<number> }
export interface LatencyTarget { atMostMs: number; percentile?: Maybe<number> }

export interface Variant {
  name: string;
  workload: string;
  accelerator?: Maybe<string>;
  keepAccelerator: boolean;
  minReplicas: number;
  maxReplicas?: Maybe<number>;
  maxBatch?: Maybe<number>;
  costPerHour?: Maybe<number>;
  devicesPerReplica?: Maybe<number>;
  behavior?: Maybe<unknown>;
  retentionS?: Maybe<number>;
  startUpS?: Maybe<number>;
  observed: Observation;
}

export interface Observation {
  arrivalRatePerS?: Maybe<number>;
  arrivalsAtLeastPerS?: Maybe<number>;
  avgInputTokens?: Maybe<number>;
  avgOutputTokens?: Maybe<number>;
  currentReplicas?: Maybe<number>;
  readyReplicas?: Maybe<number>;
  startingReplicas?: Maybe<number>;
  waitingRequests?: Maybe<number>;
  runningRequests?: Maybe<number>;
  maxBatchSize?: Maybe<number>;
  accelerator?: Maybe<string>;
  ttftMs?: Maybe<number>;
  itlMs?: Maybe<number>;
  sampleAgeS?: Maybe<number>;
  currentCostPerHour?: Maybe<number>;
}

export interface Decision {
  atUnixS: number;
  costPerHour: number;
  variants: VariantDecision[];
  memory: WorkloadMemory[];
}

export interface VariantDecision {
  variant: string;
  workload: string;
  decided: boolean;
  accelerator: string | null;
  currentReplicas: number | null;
  wantedReplicas: number | null;
  desiredReplicas: number | null;
  maxBatch: number | null;
  costPerHour: number | null;
  powerW: number | null;
  load: Load | null;
  loadSource: Reason | null;
  targets: Targets | null;
  expected: Prediction | null;
  meetsTargets: boolean | null;
  binds: Reason;
  recommendation: Alternative | null;
  runnerUp: Alternative | null;
  others: Rejected[];
  warnings: Reason[];
  sentence: string;
}

export interface Load { arrivalRatePerS: number; avgInputTokens: number; avgOutputTokens: number }
export interface Reason { code: string; text: string; values: { name: string; value: number }[] }
export interface Rejected { variant: string; accelerator: string; reason: Reason }

export interface Alternative {
  variant: string;
  accelerator: string;
  replicas: number;
  costPerHour: number;
  extraCostPerHour: number;
}

export interface Prediction {
  arrivalRatePerS: number;
  throughputPerS: number;
  ttft: Latency;
  itl: Latency;
  waitMs: number;
  prefillMs: number;
  responseMs: number;
  inService: number;
  utilization: number;
  loadRatio: number;
  maxRatePerS: number;
}

export interface Latency { meanMs: number; p50Ms: number; p90Ms: number; p95Ms: number; p99Ms: number }

export interface Replica {
  latency: LatencyModel;
  maxBatch: number;
  avgInputTokens: number;
  avgOutputTokens: number;
}

export interface Sizing {
  ttftRate: Search;
  itlRate: Search;
  tpsRate: Search;
  at: Prediction;
}
export interface Search { ratePerS: number; outcome: string; iterations: number }

// The mean where no percentile is promised.
export function latencyAt(latency: Latency, percentile: Maybe<number>): number {
  switch (percentile) {
    case 50: return latency.p50Ms;
    case 90: return latency.p90Ms;
    case 95: return latency.p95Ms;
    case 99: return latency.p99Ms;
    default: return latency.meanMs;
  }
}
