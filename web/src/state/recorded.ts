// A recorded decision against the one made again: the same bytes, the same values, or what differs.

import { rawMember } from './raw-json.ts';
import { object, parseJson, ReadError } from './read.ts';

export interface Recorded { policySha256: string | null; decision: string }

export type Agreement =
  | { kind: 'same-bytes' }
  | { kind: 'same-values' }
  | { kind: 'different'; at: string; recorded: string; again: string };

/** The decision in a file of `wva decide -o json`, byte by byte, or of a decision alone. */
export function readRecorded(text: string): Recorded {
  const file = object(parseJson(text), 'the file');
  const decision = rawMember(text, 'decision');
  if (decision === null) {
    if ('variants' in file && 'costPerHour' in file) return { policySha256: null, decision: text.trim() };
    throw new ReadError('the file has no `decision`: expected what `wva decide -o json` prints');
  }
  const policy = file['policy'] as { sha256?: unknown } | undefined;
  return { policySha256: typeof policy?.sha256 === 'string' ? policy.sha256 : null, decision };
}

export function agreement(recorded: string, again: string): Agreement {
  if (recorded === again) return { kind: 'same-bytes' };
  const difference = firstDifference(parseJson(recorded), parseJson(again), '');
  return difference ? { kind: 'different', ...difference } : { kind: 'same-values' };
}

interface Difference { at: string; recorded: string; again: string }

function firstDifference(a: unknown, b: unknown, at: string): Difference | null {
  if (Object.is(a, b)) return null;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    return { at: at || 'decision', recorded: show(a), again: show(b) };
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const path = Array.isArray(a) ? `${at}[${key}]` : at ? `${at}.${key}` : key;
    const difference = firstDifference(left[key], right[key], path);
    if (difference) return difference;
  }
  return null;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 80);
}
