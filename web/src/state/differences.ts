// Where two snapshots differ, entry by entry, found by name and not by place.

import type { Snapshot } from '../contract.ts';

export interface Change { at: string; before: unknown; after: unknown }

export const CHANGES_MAX = 200;

export function differences(before: Snapshot, after: Snapshot): Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(a: unknown, b: unknown, at: string, changes: Change[]): void {
  if (Object.is(a, b) || (a == null && b == null) || changes.length >= CHANGES_MAX) return;
  if (isList(a) && isList(b)) return compareFields(byName(a), byName(b), changes, (key) => `${at}[${key}]`);
  if (isFields(a) && isFields(b)) return compareFields(a, b, changes, (key) => (at ? `${at}.${key}` : key));
  changes.push({ at, before: a ?? null, after: b ?? null });
}

function compareFields(a: Fields, b: Fields, changes: Change[], path: (key: string) => string): void {
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], path(key), changes);
}

type Fields = Record<string, unknown>;

function byName(list: unknown[]): Fields {
  return Object.fromEntries(list.map((item, i) => [nameOf(item) ?? String(i), item]));
}

function nameOf(item: unknown): string | null {
  if (!isFields(item)) return null;
  const name = item['name'] ?? item['key'] ?? item['deviceType'];
  if (typeof name === 'string') return name;
  if (typeof item['model'] !== 'string') return null;
  return [item['model'], item['accelerator'], item['variant']].filter((part) => part != null).join(' ');
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
