// A text with line numbers, on which problems are marked.

import { h } from './dom.ts';

export interface Editor {
  element: HTMLElement;
  text(): string;
  show(text: string): void;
  mark(lines: ReadonlyMap<number, string>): void;
  jump(line: number): void;
}

const LINE_HEIGHT_PX = 18;

export function editor(label: string, changed: () => void): Editor {
  const gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  const area = h('textarea', {
    class: 'code', spellcheck: 'false', wrap: 'off', autocomplete: 'off', autocapitalize: 'off', 'aria-label': label,
  });
  let marked: ReadonlyMap<number, string> = new Map();

  const number = (): void => {
    const lines = area.value.split('\n').length;
    gutter.replaceChildren(...Array.from({ length: lines }, (_, i) => {
      const severity = marked.get(i + 1);
      return h('div', severity ? { class: `marked ${severity}` } : {}, String(i + 1));
    }));
    gutter.scrollTop = area.scrollTop;
  };
  area.addEventListener('input', () => {
    number();
    changed();
  });
  area.addEventListener('scroll', () => { gutter.scrollTop = area.scrollTop; });
  return {
    element: h('div', { class: 'editor' }, gutter, area),
    text: () => area.value,
    show(text) {
      if (area.value !== text) area.value = text;
      number();
    },
    mark(lines) {
      marked = lines;
      number();
    },
    jump(line) {
      const lines = area.value.split('\n');
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
      area.focus();
      area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
      area.scrollTop = Math.max(0, (line - 4) * LINE_HEIGHT_PX);
    },
  };
}
