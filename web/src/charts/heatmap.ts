// Cost as color over both targets; what is not kept is hatched.

import type { Heat } from '../studies/heat.ts';
import { money, short } from '../state/format.ts';
import type { Draw } from './canvas.ts';

const LEFT = 58;
const BOTTOM = 40;
const TOP = 6;

export interface Place { row: number; column: number }

export function heatHeight(width: number): number {
  return Math.max(300, Math.min(460, width * 0.6));
}

export function placeAt(heat: Heat, width: number, height: number, x: number, y: number): Place | null {
  const column = Math.floor(((x - LEFT) / (width - LEFT)) * heat.ttftMs.length);
  const row = heat.itlMs.length - 1 - Math.floor(((y - TOP) / (height - BOTTOM - TOP)) * heat.itlMs.length);
  return heat.cells[row]?.[column] ? { row, column } : null;
}

export function drawHeat(heat: Heat, at: Place | null): Draw {
  return (context, width, height, c) => {
    const columns = heat.ttftMs.length;
    const rows = heat.itlMs.length;
    const w = (width - LEFT) / columns;
    const hgt = (height - BOTTOM - TOP) / rows;
    const costs = heat.cells.flat().filter((cell) => cell.outcome === 'kept').map((cell) => cell.costPerHour);
    const [least, most] = [Math.min(...costs), Math.max(...costs)];
    heat.cells.forEach((cells, row) => cells.forEach((cell, column) => {
      const [x, y] = [LEFT + column * w, TOP + (rows - 1 - row) * hgt];
      if (cell.outcome !== 'kept') return hatch(context, x, y, w, hgt, c.bad);
      const share = most > least ? (cell.costPerHour - least) / (most - least) : 0;
      context.fillStyle = c.series[0] ?? c.ink;
      context.globalAlpha = 0.12 + 0.88 * share;
      context.fillRect(x + 0.5, y + 0.5, w - 1, hgt - 1);
      context.globalAlpha = 1;
      if (w < 44 || hgt < 16) return;
      context.fillStyle = share > 0.55 ? c.ground : c.ink;
      context.textAlign = 'center';
      context.fillText(money(cell.costPerHour), x + w / 2, y + hgt / 2);
    }));
    for (const [place, color] of [[heat.now, c.ink], [at, c.accent]] as const) {
      if (!place) continue;
      context.strokeStyle = color;
      context.lineWidth = 2;
      context.strokeRect(LEFT + place.column * w + 1, TOP + (rows - 1 - place.row) * hgt + 1, w - 2, hgt - 2);
    }
    axes(context, heat, width, height, w, hgt, c.quiet);
  };
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, w: number, hgt: number, color: string): void {
  context.save();
  context.beginPath();
  context.rect(x + 0.5, y + 0.5, w - 1, hgt - 1);
  context.clip();
  context.strokeStyle = color;
  context.globalAlpha = 0.45;
  context.lineWidth = 1;
  context.beginPath();
  for (let offset = -hgt; offset < w; offset += 6) {
    context.moveTo(x + offset, y + hgt);
    context.lineTo(x + offset + hgt, y);
  }
  context.stroke();
  context.restore();
}

function axes(context: CanvasRenderingContext2D, heat: Heat, width: number, height: number, w: number, hgt: number, color: string): void {
  context.fillStyle = color;
  context.textAlign = 'center';
  const every = w < 44 ? 3 : 2;
  heat.ttftMs.forEach((ms, i) => {
    const x = Math.min(LEFT + (i + 0.5) * w, width - context.measureText(short(ms)).width / 2);
    if (i % every === 0) context.fillText(short(ms), x, height - BOTTOM + 10);
  });
  context.fillText('TTFT target, ms', LEFT + (width - LEFT) / 2, height - 10);
  context.textAlign = 'right';
  heat.itlMs.forEach((ms, i) => {
    if (i % 2 === 0) context.fillText(short(ms), LEFT - 6, TOP + (heat.itlMs.length - 0.5 - i) * hgt);
  });
  context.save();
  context.translate(8, (height - BOTTOM) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText('ITL target, ms', 0, 0);
  context.restore();
}
