// A chart as a picture: on the page's ground, under its title and the names of its lines.

import { h, save } from '../views/dom.ts';
import { colors, zoom } from './colors.ts';

const HEAD = 52;

export function savePng(title: string, fileName: string, plot: HTMLElement): void {
  const drawn = plot.querySelector('canvas');
  if (!drawn) return;
  const scale = devicePixelRatio * zoom();
  const copy = h('canvas', { width: drawn.width, height: drawn.height + HEAD * scale });
  const context = copy.getContext('2d');
  if (!context) return;
  const c = colors();
  context.fillStyle = c.ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, HEAD * scale);
  context.scale(scale, scale);
  context.fillStyle = c.ink;
  context.font = '600 15px system-ui, sans-serif';
  context.fillText(title, 8, 20);
  drawLegend(context, plot, c.ink);
  copy.toBlob((blob) => blob && save(`${fileName}.png`, blob));
}

/** The names of the lines are beside the canvas, not on it. */
function drawLegend(context: CanvasRenderingContext2D, plot: HTMLElement, ink: string): void {
  context.font = '12px system-ui, sans-serif';
  let x = 8;
  for (const entry of [...plot.querySelectorAll('.u-legend .u-series')].slice(1)) {
    const marker = entry.querySelector('.u-marker');
    const words = entry.querySelector('.u-label')?.textContent ?? '';
    context.fillStyle = marker ? getComputedStyle(marker).borderTopColor : ink;
    context.fillRect(x, 33, 10, 10);
    context.fillStyle = ink;
    context.fillText(words, x + 15, 42);
    x += 31 + context.measureText(words).width;
  }
}
