// What every page does: clicks and keys land here and go to the module that knows.

import { add, openAdding } from './adding.js';
import { move } from './clock.js';
import { grow, keys, send, suggest, take } from './composer.js';
import {
  closeMenus, closeSwitcher, drawer, filterSwitcher, guide, openSwitcher, placeMenu, startGuide, switcherKeys,
} from './frame.js';
import { shut, trapFocus } from './opening.js';
import { start } from './scrolling.js';

const modal = document.getElementById('modal');
const switcher = document.getElementById('switcher');

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

// Puts the beginning of something into the box, with what could follow.
export function begin(words) {
  const field = document.querySelector('[data-testid="composer"]');
  field.value = words;
  field.focus();
  suggest(field);
}

const always = {
  drawer: () => drawer(),
  guide: () => guide(),
  switcher: () => { drawer(false); openSwitcher(); },
  answer,
  'add-channel': () => openAdding('channel'),
  'add-person': () => openAdding('person'),
  'close-adding': (element) => shut(element.closest('dialog')),
};

/** Starts a page. `doing` are the things that its own elements do, by their data-do; the other functions say true where
 * they have dealt with what was clicked or sent, and hear of what is typed and chosen. */
export function run({ doing, clicked = () => false, submitted = () => false, typed = () => {}, changed = () => {}, left }) {
  const all = { ...always, ...doing };

  document.addEventListener('click', (event) => {
    const { target } = event;
    const does = target.closest('[data-do]');
    const suggestion = target.closest('.completion li');
    const clock = target.closest('button[data-clock]');
    if (!clicked(target)) {
      if (suggestion) take(suggestion);
      else if (clock) move(clock);
      else if (does && does.tagName !== 'FORM') all[does.dataset.do]?.(does);
    }
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
    else submitted(form);
  });

  document.addEventListener('input', (event) => {
    const { target } = event;
    target.dataset.touched = 'yes';
    if (target.matches('.composer-text')) suggest(target);
    else if (target.matches('.answer textarea')) grow(target);
    else if (switcher.contains(target)) filterSwitcher();
    else typed(target);
  });

  document.addEventListener('change', (event) => changed(event.target));

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

  modal.addEventListener('cancel', (event) => { event.preventDefault(); left(); });
  switcher.addEventListener('cancel', (event) => { event.preventDefault(); closeSwitcher(); });

  startGuide();
  start();
}
