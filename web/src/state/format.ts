// Numbers for people. The exact value belongs into a title beside it.

export const HOURS_PER_MONTH = 730;

export const UNKNOWN = '–';

/** Three significant digits, thin groups of thousands, no exponent. */
export function short(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value);
  if (size >= 999.5) return group(Math.round(value));
  const digits = size === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(digits, 9))));
}

export function count(value: number | null | undefined): string {
  return value == null ? UNKNOWN : group(Math.round(value));
}

/** Money keeps two decimals until it is large. */
export function money(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  if (Math.abs(value) >= 1000) return group(Math.round(value));
  return value.toFixed(2).replace(/\.?0+$/, '') || '0';
}

export function perMonth(costPerHour: number | null | undefined): number | null {
  return costPerHour == null ? null : costPerHour * HOURS_PER_MONTH;
}

export function percent(ratio: number | null | undefined): string {
  return ratio == null ? UNKNOWN : `${short(ratio * 100)} %`;
}

/** With its sign; zero has none. */
export function signed(value: number | null | undefined, format: (v: number) => string = money): string {
  if (value == null) return UNKNOWN;
  const text = format(Math.abs(value));
  if (text === format(0)) return '±0';
  return (value > 0 ? '+' : '−') + text;
}

/** Said where the numbers of a chart are not yet those that are set. */
export function underWay(settledPerHour: number, nowPerHour: number, currency: string): string {
  if (Math.abs(settledPerHour - nowPerHour) <= 1e-9 * Math.max(1, nowPerHour)) return '';
  return ` These are costs when every change is done; at this moment it is ${money(nowPerHour)} ${currency}/h.`;
}

export function exact(value: number | null | undefined, unit = ''): string {
  return value == null ? 'unknown' : `${value}${unit ? ` ${unit}` : ''}`;
}

export function clock(hours: number): string {
  const minutes = Math.round(hours * 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function percentileName(percentile: number | null | undefined): string {
  return percentile == null ? 'mean' : `p${percentile}`;
}

function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f').replace('-', '−');
}
