// Live updates: the server sends the parts of the page that changed.

import { moving } from './clock.js';
import { steps } from './frame.js';
import { patchKeyed, patchWhole } from './patch.js';
import { arrived } from './scrolling.js';
import { announce } from './server.js';

const { base, at, seen, all } = document.body.dataset;

export const part = (name) => document.querySelector(`[data-part="${name}"]`);

const shared = {
  main(fragments) {
    const fresh = patchKeyed(part('main'), fragments, 'li');
    const message = fresh.map((item) => item.querySelector('.message')).filter(Boolean).pop();
    if (message && !('mine' in message.dataset)) {
      announce(`New message from ${message.dataset.author}: ${message.dataset.summary}`);
    }
    arrived(fresh);
  },
  rail: (html) => patchWhole(part('rail'), html),
  clock(html) {
    if (!part('clock').querySelector('details[open]')) patchWhole(part('clock'), html);
  },
  moving,
  steps,
};

/** Listens for changes. `own` are the parts that only this chat has, and what it does besides with the shared ones;
 * each is given the content and the id. */
export function listen(own, home) {
  const show = { ...shared, ...own };
  const address = `${base}/stream?${new URLSearchParams({ at, seen, all })}`;
  const source = new EventSource(address);
  for (const [name, put] of Object.entries(show)) {
    source.addEventListener(name, (event) => {
      const { id, content } = JSON.parse(event.data);
      put(content, id);
    });
  }
  source.addEventListener('gone', () => { window.location.assign(home); });
  source.onopen = () => { document.body.dataset.live = 'yes'; };
  window.addEventListener('pagehide', () => source.close());
  window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload(); });
}
