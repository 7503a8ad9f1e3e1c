// What a chart shows, as a table: for screen readers, and as CSV.

export interface Data { columns: string[]; rows: (string | number | null)[][] }

export function toCsv({ columns, rows }: Data): string {
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
