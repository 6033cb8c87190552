// Where the messages stand: they follow what is new while one reads at the end, and say so while one reads above.

import { icon } from './server.js';

const scroller = document.getElementById('scroll');
const timeline = document.querySelector('[data-part="main"]');
const button = document.getElementById('unseen');
const NEAR = 48;

let following = true;
let top = 0;
let unseen = [];

const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
const frame = () => scroller.getBoundingClientRect();
const isAbove = (item) => item.getBoundingClientRect().bottom < frame().top + NEAR / 2;
const isBelow = (item) => item.getBoundingClientRect().top > frame().bottom - NEAR / 2;

// Moves the messages, and never the page around them, so that an item starts at the top or just fits in at the bottom.
const toTop = (item) => { scroller.scrollTop += item.getBoundingClientRect().top - frame().top; };
const intoView = (item) => {
  const { top: start, bottom: end } = item.getBoundingClientRect();
  if (end > frame().bottom) scroller.scrollTop += end - frame().bottom;
  else if (start < frame().top) toTop(item);
};

export function toEnd() {
  if (!timeline) return;
  following = true;
  scroller.scrollTop = scroller.scrollHeight;
}

// What was asked for next is shown, wherever one was reading.
export const follow = () => { following = true; };

// Goes to the end, but not past the first of what is new.
function showFrom(item) {
  toEnd();
  if (item.getBoundingClientRect().top >= frame().top) return;
  following = false;
  toTop(item);
}

export function start() {
  if (!timeline) return;
  const line = timeline.querySelector('.new-line')?.closest('li');
  if (line) showFrom(line);
  else toEnd();
}

// Fresh items have come. One's own, and what the bot says to one alone, are always shown.
export function arrived(items) {
  const messages = items.filter((item) => item.querySelector('.message'));
  if (!messages.length) return;
  const own = messages.filter((item) => item.querySelector('.message[data-mine], .message.private'));
  const last = own[own.length - 1];
  if (last?.nextElementSibling) intoView(last.nextElementSibling);
  else if (last) showFrom(own[0]);
  else if (following) showFrom(ending(new Set(messages))[0] ?? timeline.lastElementChild);
  unseen.push(...messages.filter((item) => !own.includes(item)));
  point();
}

// Those of the fresh messages that stand together at the very end: a reply in an older thread does not.
function ending(fresh) {
  const found = [];
  for (let item = timeline.lastElementChild; item; item = item.previousElementSibling) {
    if (fresh.has(item)) found.unshift(item);
    else if (item.querySelector('.message')) break;
  }
  return found;
}

// A button says how much is new out of sight, and leads there.
function point() {
  unseen = unseen.filter((item) => item.isConnected && (isAbove(item) || isBelow(item)));
  button.hidden = unseen.length === 0;
  if (!unseen.length) return;
  const words = document.createElement('span');
  words.textContent = `${unseen.length} new ${unseen.length === 1 ? 'message' : 'messages'}`;
  button.replaceChildren(icon(isAbove(unseen[0]) ? 'arrow-up' : 'arrow-down'), words);
}

if (timeline) {
  button.addEventListener('click', () => {
    const [first] = unseen;
    if (first) toTop(first);
    unseen = unseen.filter((item) => item !== first);
    if (atEnd()) toEnd();
    point();
  });
  // Only somebody who scrolls up stops the following; a picture that grows into place does not.
  scroller.addEventListener('scroll', () => {
    if (atEnd()) following = true;
    else if (scroller.scrollTop < top) following = false;
    top = scroller.scrollTop;
    point();
  });
  const grown = new ResizeObserver(() => { if (following) toEnd(); });
  grown.observe(timeline);
  grown.observe(scroller);
}
