// The door for a policy's answer: a dropped policy may write anything.

import type { Decision } from '../contract.ts';
import { number, object, parseJson, ReadError, string } from './read.ts';

export function readDecision(text: string): Decision {
  const decision = object(parseJson(text), 'decision');
  number(decision['costPerHour'], 'decision.costPerHour');
  const variants = decision['variants'];
  if (!Array.isArray(variants)) throw new ReadError('decision.variants: expected a list');
  variants.forEach((value: unknown, i) => {
    const at = `decision.variants[${i}]`;
    const variant = object(value, at);
    string(variant['variant'], `${at}.variant`);
    string(variant['workload'], `${at}.workload`);
    string(variant['sentence'], `${at}.sentence`);
    reason(variant['binds'], `${at}.binds`);
    for (const list of ['others', 'warnings']) if (!Array.isArray(variant[list])) throw new ReadError(`${at}.${list}: expected a list`);
    (variant['others'] as unknown[]).forEach((other, n) => reason(object(other, `${at}.others[${n}]`)['reason'], `${at}.others[${n}].reason`));
    (variant['warnings'] as unknown[]).forEach((warning, n) => reason(warning, `${at}.warnings[${n}]`));
    for (const name of NUMBERS) if (variant[name] != null) number(variant[name], `${at}.${name}`);
    if (variant['expected'] != null) expected(variant['expected'], `${at}.expected`);
  });
  if (!Array.isArray(decision['memory'])) throw new ReadError('decision.memory: expected a list');
  return decision as unknown as Decision;
}

const NUMBERS = ['currentReplicas', 'wantedReplicas', 'desiredReplicas', 'maxBatch', 'costPerHour', 'powerW'];
const LATENCY = ['meanMs', 'p50Ms', 'p90Ms', 'p95Ms', 'p99Ms'];

function expected(value: unknown, at: string): void {
  const prediction = object(value, at);
  for (const name of ['arrivalRatePerS', 'utilization', 'loadRatio', 'maxRatePerS']) number(prediction[name], `${at}.${name}`);
  for (const name of ['ttft', 'itl']) {
    const latency = object(prediction[name], `${at}.${name}`);
    for (const part of LATENCY) number(latency[part], `${at}.${name}.${part}`);
  }
}

function reason(value: unknown, at: string): void {
  const fields = object(value, at);
  string(fields['code'], `${at}.code`);
  string(fields['text'], `${at}.text`);
}
