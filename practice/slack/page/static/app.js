// Starts the page, and says what is Slack's own on it.

import { act, chosen, search } from './acting.js';
import { closeView, showView, submitView } from './dialogs.js';
import { listen } from './live.js';
import { post } from './server.js';
import { begin, run } from './shell.js';

const { channel } = document.body.dataset;
const modal = document.getElementById('modal');

const tsOf = (element) => element.closest('[data-surface="message"]').dataset.ts;

const doing = {
  dismiss: (element) => post('dismiss', { channel, ts: element.dataset.ts }),
  react: (element) => post('react', { channel, ts: tsOf(element), name: element.dataset.name }),
  join: () => post('join', { channel }).then(() => window.location.reload()),
  leave: () => post('leave', { channel }).then(() => window.location.reload()),
  shortcut: (element) => post('shortcut', { callback_id: element.dataset.callback }),
  'message-shortcut': (element) => post('shortcut', { callback_id: element.dataset.callback, channel, ts: tsOf(element) }),
  'close-view': (element) => closeView(element.closest('.modal-frame')),
  'close-all-views': (element) => closeView(element.closest('.modal-frame'), true),
  'start-command': () => begin('/'),
  'start-invite': () => begin('/invite @'),
};

function clicked(target) {
  const option = target.closest('.overflow [data-option]');
  const button = target.closest('[data-kind="button"]');
  if (option) act(option, option.dataset.option);
  else if (button) act(button, button.dataset.value);
  return Boolean(option || button);
}

run({
  doing,
  clicked,
  submitted: (form) => { if (form.dataset.do === 'submit-view') submitView(form); },
  typed: (target) => { if (target.matches('.picker-search')) search(target); },
  changed: (target) => { if (target.matches('[data-surface] :is(input, select, textarea)')) chosen(target); },
  // Esc goes back one view, and the bot is told when it asked to be.
  left: () => {
    const frame = modal.querySelector('.modal-frame');
    if (frame) closeView(frame);
    else showView(modal, null);
  },
});
listen();
if (document.body.dataset.at === 'home') post('home');
else if (window.matchMedia('(hover: hover)').matches) document.querySelector('[data-testid="composer"]')?.focus();
