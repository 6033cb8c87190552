// The frame: drawer, menus, quick switcher, the steps to try.

import { open, shut } from './opening.js';

const wide = window.matchMedia('(min-width: 1280px)');
const STEPS = 'practice-steps';

export function drawer(wanted) {
  const rail = document.getElementById('rail');
  const button = document.querySelector('.drawer-button');
  const shown = wanted ?? !rail.classList.contains('open');
  if (shown === rail.classList.contains('open')) return;
  rail.classList.toggle('open', shown);
  document.querySelector('.scrim').hidden = !shown;
  button.setAttribute('aria-expanded', String(shown));
  (shown ? rail.querySelector('button, a') : button).focus();
}

export function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(except)) menu.removeAttribute('open');
  }
}

// A menu that would end below its scrolling area opens upwards.
export function placeMenu(menu) {
  const list = menu.querySelector(':scope > .menu-list');
  const area = menu.closest('.scroll, .modal-body');
  menu.classList.remove('up');
  if (!menu.open || !list || !area) return;
  const [inner, outer] = [list.getBoundingClientRect(), area.getBoundingClientRect()];
  menu.classList.toggle('up', inner.bottom > outer.bottom && inner.height < inner.top - outer.top);
}

// Whether the steps show is remembered in this browser.
const remembered = () => JSON.parse(localStorage.getItem(STEPS) || '{}');
const remember = (change) => localStorage.setItem(STEPS, JSON.stringify({ ...remembered(), ...change }));

export function guide(wanted) {
  const panel = document.getElementById('guide');
  if (!panel) return;
  const shown = wanted ?? panel.hidden;
  panel.hidden = !shown;
  document.querySelector('.guide-button').setAttribute('aria-expanded', String(shown));
  if (wanted === undefined) {
    remember({ hidden: !shown });
    if (!shown) document.querySelector('.guide-button').focus();
  }
}

export const startGuide = () => guide(wide.matches && !remembered().hidden);
wide.addEventListener('change', startGuide); // where it becomes narrow, the steps would cover the messages

// Ticks the steps that have been done; whoever did them, the workspace remembers.
export function steps(done) {
  const count = document.getElementById('steps-done');
  if (!count) return;
  for (const item of document.querySelectorAll('[data-step]')) {
    item.classList.toggle('done', done.includes(Number(item.dataset.step)));
  }
  count.textContent = done.length ? `${done.length} of ${document.querySelectorAll('[data-step]').length} done` : '';
}

const switcher = document.getElementById('switcher');

export function openSwitcher() {
  const input = switcher.querySelector('input');
  input.value = '';
  filterSwitcher();
  open(switcher);
  input.focus();
}

export function filterSwitcher() {
  const query = switcher.querySelector('input').value.trim().toLowerCase().replace(/^[#@]/, '');
  for (const row of switcher.querySelectorAll('li')) {
    row.hidden = !row.textContent.toLowerCase().includes(query);
  }
}

// Arrows walk the list, Enter goes to the first that matches.
export function switcherKeys(event) {
  const links = [...switcher.querySelectorAll('li:not([hidden]) a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'Enter' && at < 0) {
    event.preventDefault();
    links[0]?.click();
  } else if (event.key === 'ArrowDown') {
    event.preventDefault();
    links[Math.min(at + 1, links.length - 1)]?.focus();
  } else if (event.key === 'ArrowUp') {
    event.preventDefault();
    (links[at - 1] || switcher.querySelector('input')).focus();
  }
}

export const closeSwitcher = () => shut(switcher);
