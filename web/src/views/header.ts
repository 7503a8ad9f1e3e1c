// Name, which policy decides, and ways to take the scenario along.

import { asked, questionOf } from '../state/scenario.ts';
import type { App } from './app.ts';
import { button, h, save, say } from './dom.ts';
import type { Kit } from './kit.ts';
import { term } from './term.ts';
import { themeSwitch } from './theme.ts';

export function header(app: App, kit: () => Promise<Kit>, link: () => Promise<string>): HTMLElement {
  const name = h('span', { 'data-value': 'policy-name' }, '…');
  const sha = h('code', { class: 'sha-short', 'data-value': 'policy-sha256' }, '…');
  app.policies.watch(({ active }) => {
    const { identity } = active;
    say(name, `${identity.name} ${identity.version}${identity.builtIn ? '' : ' (dropped)'}`);
    say(sha, identity.sha256.slice(0, 12), identity.sha256);
  });
  return h('header', { class: 'top' },
    h('h1', {}, 'WVA playground'),
    h('p', { class: 'by' }, term('policy', 'decided by'), ' ', name, ' ', term('sha256'), ' ', sha),
    h('div', { class: 'top-tools' },
      button('Copy link', () => void copyLink(app, link)),
      saveMenu(app, kit), themeSwitch()));
}

async function copyLink(app: App, link: () => Promise<string>): Promise<void> {
  let address = '';
  try {
    address = await link();
    await navigator.clipboard.writeText(address);
    app.notice('good', `The link is copied: the whole scenario in ${address.length} characters. Nothing was uploaded.`);
  } catch (error) {
    if (address === '') return app.notice('bad', `The scenario is too long for a link: ${(error as Error).message}. Save the snapshot instead.`);
    app.notice('good', 'The link is in the address bar: copy it from there.');
  }
}

function saveMenu(app: App, kit: () => Promise<Kit>): HTMLElement {
  const menu = h('details', { class: 'menu' }, h('summary', {}, 'Save'));
  const item = (label: string, about: string, run: () => Promise<void> | void): HTMLElement => button(label, () => {
    menu.open = false;
    Promise.resolve(run()).catch((error: unknown) => app.notice('bad', (error as Error).message));
  }, { title: about });
  menu.append(h('div', { class: 'menu-items' },
    item('Snapshot (JSON)', 'For wva decide --snapshot', () =>
      save('snapshot.json', questionOf(app.state.get().scenario), 'application/json')),
    item('Decision (JSON)', 'As the policy wrote it', () => {
      const answer = app.answer.get();
      if (answer.kind === 'decided') save('decision.json', answer.text, 'application/json');
    }),
    item('Manifests (YAML)', 'For kubectl apply', () => saveFile(app, kit, 'manifests.yaml')),
    item('Observations (YAML)', 'For wva decide --observations', () => saveFile(app, kit, 'observations.yaml'))));
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') menu.open = false;
  });
  addEventListener('click', (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
  return menu;
}

async function saveFile(app: App, kit: () => Promise<Kit>, path: string): Promise<void> {
  const { files, notes } = (await kit()).write(asked(app.state.get().scenario));
  const file = files.find((f) => f.path === path);
  if (file) save(path, file.text, 'application/yaml');
  if (notes.length > 0) app.notice('bad', `Manifests have no words for: ${notes.join('; ')}. The snapshot has them.`);
}
