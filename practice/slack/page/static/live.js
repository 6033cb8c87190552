// Live updates of what only Slack has: the home tab and the modal.

import { showView } from './dialogs.js';
import { listen as follow, part } from './listening.js';
import { patchKeyed } from './patch.js';

const own = {
  home(fragments, id) {
    if (id) part('home').dataset.viewId = id;
    patchKeyed(part('home'), fragments, 'div');
    for (const block of part('home').children) block.classList.add('block');
  },
  dialog: (view) => showView(document.getElementById('modal'), view),
};

export const listen = () => follow(own, `${document.body.dataset.base}/home`);
