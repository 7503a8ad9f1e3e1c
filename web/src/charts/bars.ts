// The tornado: for every input a bar from its cheaper to its dearer end, around today's cost.

import type { Bar, Tornado } from '../studies/tornado.ts';
import { money, signed } from '../state/format.ts';
import type { Colors } from './colors.ts';
import type { Draw } from './canvas.ts';

const ROW = 30;
const TOP = 26;

export function tornadoHeight(tornado: Tornado): number {
  return TOP + tornado.bars.length * ROW + 8;
}

export function drawTornado(tornado: Tornado): Draw {
  return (context, width, height, c) => {
    const names = Math.min(130, width * 0.34);
    const ends = 64;
    const base = tornado.costPerHour;
    const costs = tornado.bars.flatMap((b) => [b.low.costPerHour, b.high.costPerHour]);
    const reach = Math.max(1e-9, ...costs.map((cost) => Math.abs(cost - base)));
    const middle = names + ends + (width - names - 2 * ends) / 2;
    const unit = ((width - names - 2 * ends) / 2) / reach;
    const x = (cost: number): number => middle + (cost - base) * unit;

    context.fillStyle = c.quiet;
    context.textAlign = 'center';
    context.fillText(`now ${money(base)}`, middle, 10);
    drawKey(context, c);
    tornado.bars.forEach((bar, i) => drawBar(context, bar, TOP + i * ROW, x, base, c));
    context.strokeStyle = c.ink;
    context.beginPath();
    context.moveTo(middle, TOP - 6);
    context.lineTo(middle, height - 4);
    context.stroke();
  };
}

function drawBar(context: CanvasRenderingContext2D, bar: Bar, top: number, x: (cost: number) => number, base: number, c: Colors): void {
  const middle = top + ROW / 2;
  context.textAlign = 'left';
  context.fillStyle = c.ink;
  context.fillText(bar.label, 0, middle);
  for (const [end, color] of [[bar.low, c.series[0]], [bar.high, c.series[1]]] as const) {
    const [from, to] = [x(base), x(end.costPerHour)];
    context.fillStyle = end.outcome === 'kept' ? (color ?? c.ink) : c.bad;
    context.fillRect(Math.min(from, to), end === bar.low ? top + 4 : top + ROW / 2, Math.abs(to - from), ROW / 2 - 5);
  }
  const ends = [bar.low.costPerHour, bar.high.costPerHour];
  context.fillStyle = c.quiet;
  const [least, most] = [Math.min(...ends, base), Math.max(...ends, base)];
  context.textAlign = 'right';
  if (least < base) context.fillText(signed(least - base), x(least) - 6, middle);
  context.textAlign = 'left';
  if (most > base) context.fillText(signed(most - base), x(most) + 6, middle);
}

function drawKey(context: CanvasRenderingContext2D, c: Colors): void {
  context.textAlign = 'left';
  [['a fifth lower', c.series[0]], ['higher', c.series[1]]].forEach(([words, color], i) => {
    context.fillStyle = color ?? c.ink;
    context.fillRect(i * 100, 5, 10, 10);
    context.fillStyle = c.quiet;
    context.fillText(words ?? '', i * 100 + 15, 10);
  });
}
