// Live updates: the server sends the parts of the page that changed.

import { moving } from './clock.js';
import { showView } from './dialogs.js';
import { steps } from './frame.js';
import { patchKeyed, patchWhole } from './patch.js';
import { arrived } from './scrolling.js';
import { announce } from './server.js';

const { base, at, seen, all } = document.body.dataset;
const part = (name) => document.querySelector(`[data-part="${name}"]`);

const show = {
  main(fragments) {
    const fresh = patchKeyed(part('main'), fragments, 'li');
    const message = fresh.map((item) => item.querySelector('.message')).filter(Boolean).pop();
    if (message && !('mine' in message.dataset)) {
      announce(`New message from ${message.dataset.author}: ${message.dataset.summary}`);
    }
    arrived(fresh);
  },
  home(fragments) {
    patchKeyed(part('home'), fragments, 'div');
    for (const block of part('home').children) block.classList.add('block');
  },
  rail: (html) => patchWhole(part('rail'), html),
  clock(html) {
    if (!part('clock').querySelector('details[open]')) patchWhole(part('clock'), html);
  },
  moving,
  steps,
  dialog: (view) => showView(document.getElementById('modal'), view),
};

export function listen() {
  const address = `${base}/stream?${new URLSearchParams({ at, seen, all })}`;
  const source = new EventSource(address);
  for (const [name, put] of Object.entries(show)) {
    source.addEventListener(name, (event) => {
      const { id, content } = JSON.parse(event.data);
      if (name === 'home' && id) part('home').dataset.viewId = id;
      put(content);
    });
  }
  source.addEventListener('gone', () => { window.location.assign(`${base}/home`); });
  source.onopen = () => { document.body.dataset.live = 'yes'; };
  window.addEventListener('pagehide', () => source.close());
  window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload(); });
}
