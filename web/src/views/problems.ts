// What is wrong in a text, each a way to its line.

import { button, h } from './dom.ts';
import type { Problem } from './kit.ts';

export function problemList(jump: (file: string, line: number) => void): { element: HTMLElement; show(problems: Problem[]): void } {
  const element = h('ul', { class: 'problems', 'aria-label': 'Problems' });
  return {
    element,
    show(problems) {
      element.replaceChildren(...problems.map((p) => {
        const { file, line } = p;
        const place = line == null ? (file ?? '') : `${file ?? ''}:${line}`;
        return h('li', { class: p.severity },
          file != null && line != null ? button(place, () => jump(file, line), { class: 'place' }) : place,
          ` ${[p.object, p.field].filter((part) => part != null && part !== '').join(' ')} ${p.text}`);
      }));
    },
  };
}
