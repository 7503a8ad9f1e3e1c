// The door for what comes from a link or a file: the shape the page relies on, or a message with
// the place. Values are left as they are, so that what was read is what is decided.

import { INTERFACE_VERSION, type PolicyInput, type Snapshot, type WorkloadMemory } from '../contract.ts';

export class ReadError extends Error {}

type Fields = Record<string, unknown>;

/** The version before the contract was numbered 0.x: a snapshot of it has the same fields. */
const SAME_FIELDS = '1.0.0';

/** Version without its patch: before 1.0 another minor version is another contract. */
const series = (version: string): string => version.replace(/\.[^.]*$/, '');

export function readInput(text: string): PolicyInput {
  const input = object(parseJson(text), 'the file');
  const version = string(input['interfaceVersion'], 'interfaceVersion');
  if (version !== SAME_FIELDS && series(version) !== series(INTERFACE_VERSION)) {
    throw new ReadError(`interfaceVersion: \`${version}\` is not supported, expected ${INTERFACE_VERSION} or another 0.1.x`);
  }
  return {
    interfaceVersion: version === SAME_FIELDS ? INTERFACE_VERSION : version,
    snapshot: readSnapshot(input['snapshot']),
    memory: readMemory(input['memory'] ?? []),
  };
}

export function readSnapshot(value: unknown): Snapshot {
  const s = object(value, 'snapshot');
  number(s['atUnixS'], 'snapshot.atUnixS');
  string(s['currency'], 'snapshot.currency');
  each(s['accelerators'], 'snapshot.accelerators', (a, at) => {
    string(a['name'], `${at}.name`);
    string(a['deviceType'], `${at}.deviceType`);
    optional(a, at, ['costPerHour', 'memoryMib'], number);
  });
  each(s['profiles'], 'snapshot.profiles', (p, at) => {
    string(p['model'], `${at}.model`);
    string(p['accelerator'], `${at}.accelerator`);
    object(p['latency'], `${at}.latency`);
  });
  each(s['workloads'], 'snapshot.workloads', (w, at) => {
    string(w['key'], `${at}.key`);
    string(w['model'], `${at}.model`);
    number(w['priority'], `${at}.priority`);
    targets(w['targets'], `${at}.targets`);
    if (w['observed'] !== undefined) {
      const observed = object(w['observed'], `${at}.observed`);
      optional(observed, `${at}.observed`, ['arrivalRatePerS', 'rank', 'queuedRequests', 'turnedAwayPerS', 'sampleAgeS'], number);
    }
  });
  each(s['variants'], 'snapshot.variants', (v, at) => {
    string(v['name'], `${at}.name`);
    string(v['workload'], `${at}.workload`);
    number(v['minReplicas'], `${at}.minReplicas`);
    optional(v, at, ['maxReplicas', 'maxBatch', 'costPerHour', 'retentionS', 'startUpS'], number);
    optional(v, at, ['accelerator'], string);
    const observed = object(v['observed'], `${at}.observed`);
    optional(observed, `${at}.observed`, OBSERVED, number);
    optional(observed, `${at}.observed`, ['accelerator'], string);
  });
  const capacities = s['capacities'] ?? [];
  each(capacities, 'snapshot.capacities', (c, at) => {
    string(c['deviceType'], `${at}.deviceType`);
    number(c['units'], `${at}.units`);
  });
  return { ...(s as unknown as Snapshot), capacities: capacities as Snapshot['capacities'] };
}

const OBSERVED = ['arrivalRatePerS', 'arrivalsAtLeastPerS', 'avgInputTokens', 'avgOutputTokens', 'currentReplicas',
  'readyReplicas', 'startingReplicas', 'waitingRequests', 'runningRequests', 'maxBatchSize', 'ttftMs', 'itlMs', 'sampleAgeS',
  'currentCostPerHour'];

function targets(value: unknown, at: string): void {
  if (value == null) return;
  const t = object(value, at);
  for (const name of ['ttft', 'itl']) {
    if (t[name] == null) continue;
    const target = object(t[name], `${at}.${name}`);
    number(target['atMostMs'], `${at}.${name}.atMostMs`);
    optional(target, `${at}.${name}`, ['percentile'], number);
  }
  optional(t, at, ['tpsTokensPerS'], number);
}

export function readMemory(value: unknown): WorkloadMemory[] {
  each(value, 'memory', (m, at) => {
    string(m['workload'], `${at}.workload`);
    if (!Array.isArray(m['bytes'])) throw wrong(`${at}.bytes`, 'a list of numbers', m['bytes']);
  });
  return value as WorkloadMemory[];
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReadError(`not JSON: ${(error as Error).message}`);
  }
}

export function object(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object', value);
  return value as Fields;
}

export function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(at, 'a number', value);
  return value;
}

export function string(value: unknown, at: string): string {
  if (typeof value !== 'string') throw wrong(at, 'a text', value);
  return value;
}

function each(value: unknown, at: string, check: (item: Fields, at: string) => void): void {
  if (!Array.isArray(value)) throw wrong(at, 'a list', value);
  value.forEach((item, i) => check(object(item, `${at}[${i}]`), `${at}[${i}]`));
}

function optional(fields: Fields, at: string, names: string[], check: (value: unknown, at: string) => unknown): void {
  for (const name of names) if (fields[name] != null) check(fields[name], `${at}.${name}`);
}

function wrong(at: string, expected: string, value: unknown): ReadError {
  const found = value === undefined ? 'missing' : `\`${(JSON.stringify(value) ?? String(value)).slice(0, 40)}\``;
  return new ReadError(`${at}: ${found}, expected ${expected}`);
}
