// A load curve of a day: factors at evenly spaced times, read in between along straight lines.

export const DAY_S = 86_400;
export const CURVE_POINTS = 96;

/** One factor for each step of the day. */
export function steps(factors: readonly number[], stepS: number): number[] {
  return Array.from({ length: Math.ceil(DAY_S / stepS) }, (_, i) => between(factors, (i * stepS) / DAY_S));
}

function between(factors: readonly number[], share: number): number {
  if (factors.length === 0) return 1;
  const place = share * factors.length;
  const at = Math.floor(place) % factors.length;
  const [a, b] = [factors[at] ?? 1, factors[(at + 1) % factors.length] ?? 1];
  return a + (b - a) * (place - Math.floor(place));
}

/** The curve with its points from one place to another on the line that was drawn. */
export function drawn(factors: readonly number[], from: [number, number], to: [number, number]): number[] {
  const next = [...factors];
  const [[x0, y0], [x1, y1]] = from[0] <= to[0] ? [from, to] : [to, from];
  const first = Math.max(0, Math.floor(x0 * next.length));
  const last = Math.min(next.length - 1, Math.floor(x1 * next.length));
  for (let i = first; i <= last; i += 1) {
    const share = last === first ? 1 : (i - first) / (last - first);
    next[i] = Math.max(0, Math.round((y0 + (y1 - y0) * share) * 1000) / 1000);
  }
  return next;
}
