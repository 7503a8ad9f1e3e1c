// What is marked on a chart: a level, a place, or a point, each with its words.

import type uPlot from 'uplot';
import { zoom, type Colors } from './colors.ts';

export interface Mark { x?: number; y?: number; label: string; color: 'ink' | 'bad' | 'accent' }

export function drawMarks(u: uPlot, marks: Mark[], c: Colors): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${12 * zoom() * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const mark of marks) {
    ctx.strokeStyle = ctx.fillStyle = c[mark.color];
    if (mark.x !== undefined && mark.y !== undefined) dot(u, mark.x, mark.y);
    else if (mark.x !== undefined) rule(u, u.valToPos(mark.x, 'x', true), null);
    else if (mark.y !== undefined) rule(u, null, u.valToPos(mark.y, 'y', true));
    label(u, mark);
  }
  ctx.restore();
}

function dot(u: uPlot, x: number, y: number): void {
  u.ctx.beginPath();
  u.ctx.arc(u.valToPos(x, 'x', true), u.valToPos(y, 'y', true), 5 * devicePixelRatio, 0, 2 * Math.PI);
  u.ctx.fill();
}

function rule(u: uPlot, x: number | null, y: number | null): void {
  const { ctx, bbox } = u;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x ?? bbox.left, y ?? bbox.top);
  ctx.lineTo(x ?? bbox.left + bbox.width, y ?? bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
}

function label(u: uPlot, mark: Mark): void {
  const { ctx, bbox } = u;
  const gap = 6 * devicePixelRatio;
  const width = ctx.measureText(mark.label).width;
  const left = mark.x === undefined ? bbox.left + bbox.width - width - gap : u.valToPos(mark.x, 'x', true) + gap;
  const top = mark.y === undefined ? bbox.top + 14 * devicePixelRatio : u.valToPos(mark.y, 'y', true) - gap;
  const x = left + width > bbox.left + bbox.width ? left - width - 2 * gap : left;
  ctx.fillText(mark.label, Math.max(bbox.left, x), Math.max(bbox.top + 14 * devicePixelRatio, top));
}
