// The practice clock: moves time, says how far it is, and afterwards where something new was said.

import { follow } from './scrolling.js';
import { post } from './server.js';

const notice = document.getElementById('notice');

function chip({ href, name, count, as }) {
  const place = document.createElement(href ? 'a' : 'span');
  place.className = 'chip';
  if (href) place.href = href;
  if (as) place.title = `Shows it as ${as}`;
  place.textContent = `${name} (${count})`;
  return place;
}

function tell(sentence, places = []) {
  const text = document.createElement('span');
  text.textContent = sentence;
  const away = document.createElement('button');
  away.type = 'button';
  away.className = 'text-button';
  away.textContent = 'Hide';
  away.onclick = () => { notice.hidden = true; };
  notice.replaceChildren(text, ...places.map(chip), away);
  notice.hidden = false;
}

// What the server says of a move under way.
export function moving(progress) {
  if (!progress || !notice.dataset.busy) return;
  notice.querySelector('.moving').textContent = progress.sentence;
  const bar = notice.querySelector('progress');
  bar.hidden = progress.share === null;
  if (progress.share !== null) bar.value = progress.share;
}

function begin() {
  const working = document.createElement('span');
  working.className = 'working';
  const words = document.createElement('span');
  words.className = 'moving';
  words.textContent = 'Moving the practice clock…';
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.hidden = true;
  bar.setAttribute('aria-label', 'How far the clock has moved');
  notice.replaceChildren(working, words, bar);
  notice.hidden = false;
}

export async function move(element) {
  if (notice.dataset.busy) return;
  const date = element.querySelector('input')?.value || '';
  element.closest('details')?.removeAttribute('open');
  notice.dataset.busy = 'yes';
  follow();
  begin();
  const { base, clock, at } = document.body.dataset;
  const answer = await post(`${clock}/${element.dataset.clock}`, { person: base.split('/').pop(), date, at });
  delete notice.dataset.busy;
  if (answer.sentence) tell(answer.sentence, answer.places);
  else notice.hidden = true;
}
