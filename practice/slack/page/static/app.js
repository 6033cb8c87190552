// Starts the page: every click and key lands here and goes to the module that knows.

import { act, chosen, search } from './acting.js';
import { move } from './clock.js';
import { grow, keys, send, suggest, take } from './composer.js';
import { add, openAdding } from './adding.js';
import { closeView, showView, submitView } from './dialogs.js';
import {
  closeMenus, closeSwitcher, drawer, filterSwitcher, guide, openSwitcher, placeMenu, startGuide, switcherKeys,
} from './frame.js';
import { listen } from './live.js';
import { shut, trapFocus } from './opening.js';
import { start } from './scrolling.js';
import { post } from './server.js';

const { channel } = document.body.dataset;
const modal = document.getElementById('modal');
const switcher = document.getElementById('switcher');

const tsOf = (element) => element.closest('[data-surface="message"]').dataset.ts;

// Opens the box for a reply under a message, or goes to the one that is there.
function answer(element) {
  const { thread } = element.dataset;
  let form = document.querySelector(`form.answer[data-thread="${thread}"]`);
  if (!form) {
    const item = document.createElement('li');
    const after = element.closest('li[data-key]').dataset.key;
    Object.assign(item.dataset, { after, key: `answer-${thread}`, rev: 'answer' });
    item.append(document.getElementById('answer-form').content.cloneNode(true));
    element.closest('li[data-key]').after(item);
    form = item.querySelector('form');
    form.dataset.thread = thread;
  }
  form.querySelector('textarea').focus();
}

// Puts the beginning of a command into the box, with what could follow.
function begin(words) {
  const field = document.querySelector('[data-testid="composer"]');
  field.value = words;
  field.focus();
  suggest(field);
}

const doing = {
  drawer: () => drawer(),
  guide: () => guide(),
  switcher: () => { drawer(false); openSwitcher(); },
  dismiss: (element) => post('dismiss', { channel, ts: element.dataset.ts }),
  react: (element) => post('react', { channel, ts: tsOf(element), name: element.dataset.name }),
  answer,
  join: () => post('join', { channel }).then(() => window.location.reload()),
  leave: () => post('leave', { channel }).then(() => window.location.reload()),
  shortcut: (element) => post('shortcut', { callback_id: element.dataset.callback }),
  'message-shortcut': (element) => post('shortcut', { callback_id: element.dataset.callback, channel, ts: tsOf(element) }),
  'close-view': (element) => closeView(element.closest('.modal-frame')),
  'close-all-views': (element) => closeView(element.closest('.modal-frame'), true),
  'start-command': () => begin('/'),
  'start-invite': () => begin('/invite @'),
  'add-channel': () => openAdding('channel'),
  'add-person': () => openAdding('person'),
  'close-adding': (element) => shut(element.closest('dialog')),
};

document.addEventListener('click', (event) => {
  const { target } = event;
  const option = target.closest('.overflow [data-option]');
  const button = target.closest('[data-kind="button"]');
  const does = target.closest('[data-do]');
  const suggestion = target.closest('.completion li');
  const clock = target.closest('button[data-clock]');
  if (option) act(option, option.dataset.option);
  else if (button) act(button, button.dataset.value);
  else if (suggestion) take(suggestion);
  else if (clock) move(clock);
  else if (does && does.tagName !== 'FORM') doing[does.dataset.do]?.(does);
  const inMenu = target.closest('.menu-list :is(button, a)');
  closeMenus(inMenu ? null : target);
});

document.addEventListener('toggle', (event) => {
  if (event.target.matches('details.menu')) placeMenu(event.target);
}, true);

document.addEventListener('submit', (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.clock) move(form);
  else if (form.dataset.do === 'say') send(form);
  else if (form.dataset.do === 'add') add(form);
  else if (form.dataset.do === 'submit-view') submitView(form);
});

document.addEventListener('input', (event) => {
  const { target } = event;
  target.dataset.touched = 'yes';
  if (target.matches('.picker-search')) search(target);
  else if (target.matches('.composer-text')) suggest(target);
  else if (target.matches('.answer textarea')) grow(target);
  else if (switcher.contains(target)) filterSwitcher();
});

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-surface] :is(input, select, textarea)')) chosen(event.target);
});

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (switcher.open) closeSwitcher();
    else if (!modal.open) openSwitcher();
  } else if (event.target.matches?.('.composer-text, .answer textarea')) keys(event);
  else if (event.target.matches?.('.picker-search') && event.key === 'Enter') event.preventDefault();
  else if (switcher.open) switcherKeys(event);
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    const menu = document.querySelector('details.menu[open]');
    if (menu) { menu.removeAttribute('open'); menu.querySelector('summary').focus(); } else drawer(false);
  }
  trapFocus(event);
});

// Esc goes back one view, and the bot is told when it asked to be.
modal.addEventListener('cancel', (event) => {
  event.preventDefault();
  const frame = modal.querySelector('.modal-frame');
  if (frame) closeView(frame);
  else showView(modal, null);
});
switcher.addEventListener('cancel', (event) => { event.preventDefault(); closeSwitcher(); });

startGuide();
start();
listen();
if (document.body.dataset.at === 'home') post('home');
else if (window.matchMedia('(hover: hover)').matches) document.querySelector('[data-testid="composer"]')?.focus();
