// A canvas as wide as its place, sharp on every screen, drawn anew when its size or the theme changes.

import { h } from '../views/dom.ts';
import { colors, zoom, type Colors } from './colors.ts';

export type Draw = (context: CanvasRenderingContext2D, width: number, height: number, colors: Colors) => void;

export interface Canvas {
  element: HTMLCanvasElement;
  draw(draw: Draw, height: number): void;
  clear(): void;
}

export function canvas(plot: HTMLElement): Canvas {
  const element = h('canvas', { 'aria-hidden': 'true', class: 'own-canvas' });
  plot.append(element);
  let last: { draw: Draw; height: number } | null = null;
  const render = (): void => {
    if (!last || plot.clientWidth === 0) return;
    // Drawn in the sizes of a usual screen, and zoomed like the letters.
    const z = zoom();
    const [width, height] = [plot.clientWidth / z, last.height];
    element.width = width * z * devicePixelRatio;
    element.height = height * z * devicePixelRatio;
    element.style.height = `${height * z}px`;
    const context = element.getContext('2d');
    if (!context) return;
    context.scale(z * devicePixelRatio, z * devicePixelRatio);
    context.clearRect(0, 0, width, height);
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    last.draw(context, width, height, colors());
  };
  new ResizeObserver(render).observe(plot);
  addEventListener('themechange', render);
  return {
    element,
    draw(draw, height) {
      last = { draw, height };
      render();
    },
    clear() {
      last = null;
      element.width = 0;
    },
  };
}
