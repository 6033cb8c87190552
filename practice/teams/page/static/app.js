// Starts the page, and says what is Teams' own on it.

import { showDialog, start } from './drawing.js';
import { listen } from './listening.js';
import { open, shut } from './opening.js';
import { post } from './server.js';
import { begin, run } from './shell.js';

const { bot, channel } = document.body.dataset;
const modal = document.getElementById('modal');
const composer = document.querySelector('[data-testid="composer-form"]');

const idOf = (element) => element.closest('[data-surface="message"]').dataset.id;
const close = () => post('close');

start();
run({
  doing: {
    react: (element) => post('react', { id: idOf(element), name: element.dataset.name }),
    shortcut: (element) => post('shortcut', { id: idOf(element), command: element.dataset.command }),
    compose: (element) => post('shortcut', { command: element.dataset.command, channel }),
    install: () => post('install').then(() => window.location.reload()),
    'close-dialog': close,
    'start-command': () => begin(composer.dataset.chat ? '' : `@${bot} `),
  },
  left: close,
});
listen({ dialog: (dialog) => showDialog(modal, dialog, { open, shut }) }, document.body.dataset.base);
if (window.matchMedia('(hover: hover)').matches) document.querySelector('[data-testid="composer"]')?.focus();
