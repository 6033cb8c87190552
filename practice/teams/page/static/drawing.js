// Cards and texts of the bot, drawn where they stand.

import { post, toast } from './server.js';

const { files } = document.body.dataset;
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const configs = {};
const waiting = new Set();

async function load(theme) {
  configs[theme] = await (await fetch(`${files}/teams-${theme}.json`)).json();
  for (const card of [...waiting]) card.draw();
}

function theme() {
  document.documentElement.classList.toggle('dark', dark.matches);
  return dark.matches ? 'dark' : 'light';
}

class TeamsCard extends HTMLElement {
  connectedCallback() {
    waiting.add(this);
    if (!this.firstChild) this.draw();
  }

  disconnectedCallback() { waiting.delete(this); }

  draw() {
    const config = configs[theme()];
    if (!config) return;
    const card = JSON.parse(this.dataset.card);
    const drawn = window.drawCard(card, config, (action, adaptive) => this.press(action, adaptive));
    this.replaceChildren(drawn);
  }

  async press(action, adaptive) {
    if (action.type === 'Action.OpenUrl') { window.open(action.url, '_blank', 'noopener'); return; }
    const frame = this.querySelector('.teams-card');
    if (frame.getAttribute('aria-busy')) return;
    frame.setAttribute('aria-busy', 'true');
    const values = Object.fromEntries(adaptive.getAllInputs().map((input) => [input.id, input.value ?? '']));
    const answer = await post('press', { id: this.dataset.id, number: Number(action.id.slice('press-'.length)), values });
    frame.removeAttribute('aria-busy');
    if (answer.notice) toast(answer.notice, 'info');
    const problems = Object.values(answer.errors || {});
    if (problems.length) toast(problems.join(' '));
  }
}

class TeamsText extends HTMLElement {
  connectedCallback() { this.innerHTML = window.drawMarkdown(this.dataset.words); }
}

window.lookUpPeople = async (element, input, query) => {
  const { id } = element.closest('teams-card').dataset;
  return (await post('people', { id, input, query })).people || [];
};

export function start() {
  customElements.define('teams-card', TeamsCard);
  customElements.define('teams-text', TeamsText);
  load(theme());
  dark.addEventListener('change', () => {
    const wanted = theme();
    if (configs[wanted]) for (const card of waiting) card.draw();
    else load(wanted);
  });
}

/** The open dialog, or none. One that is open already stays as it is. */
export function showDialog(modal, dialog, { open, shut }) {
  if (!dialog) {
    shut(modal);
    modal.querySelector('.modal-frame')?.remove();
    delete modal.dataset.shown;
    return;
  }
  if (modal.dataset.shown === dialog.id) return;
  modal.dataset.shown = dialog.id;
  const frame = document.createElement('div');
  frame.className = 'modal-frame';
  const head = document.createElement('header');
  head.className = 'modal-head';
  const title = document.createElement('h2');
  title.id = 'modal-title';
  title.textContent = dialog.title;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'icon-button';
  close.dataset.do = 'close-dialog';
  close.dataset.testid = 'modal-close';
  close.setAttribute('aria-label', 'Close');
  close.textContent = '×';
  head.append(title, close);
  const body = document.createElement('div');
  body.className = 'modal-body';
  body.tabIndex = -1;
  if (dialog.card) {
    const card = document.createElement('teams-card');
    Object.assign(card.dataset, { card: dialog.card, id: dialog.id });
    body.append(card);
  } else {
    const words = document.createElement('p');
    words.className = 'dialog-text';
    words.textContent = dialog.text;
    body.append(words);
  }
  frame.append(head, body);
  modal.querySelector('.modal-frame')?.remove();
  modal.prepend(frame);
  const widths = { small: 340, medium: 540, large: 760 };
  modal.style.setProperty('--dialog-width', `${widths[dialog.width] || dialog.width}px`);
  open(modal);
  body.scrollTop = 0;
  (body.querySelector('input, select, textarea') || body).focus({ preventScroll: true });
}
