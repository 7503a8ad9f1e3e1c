// A number as a person writes it.

export interface Allowed {
  whole?: boolean;
  /** Smallest number that is taken, else 0. */
  least?: number;
  /** Whether a number must be there. */
  needed?: boolean;
}

/** The number, null for an empty text, or what is wrong with it. */
export function readNumber(written: string, spec: Allowed): number | null | string {
  const clean = written.trim().replace(',', '.');
  if (clean === '') return spec.needed ? 'a number is needed' : null;
  const value = Number(clean);
  if (!Number.isFinite(value)) return 'not a number';
  if (value < (spec.least ?? 0)) return `at least ${spec.least ?? 0}`;
  if (spec.whole && !Number.isInteger(value)) return 'a whole number';
  return value;
}
