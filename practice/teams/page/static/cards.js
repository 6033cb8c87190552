// Draws a card as Teams does: with Microsoft's renderer, its host configuration of Teams, and what Teams adds.
"use strict";

const markdown = window.markdownit({ html: false, linkify: false, breaks: false });

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

/** A text of the bot's, as HTML. */
const drawMarkdown = (text) => markdown.render(text.replace(/<\/?at>/g, ""));

/** The card as an element. hostConfig: of vendor/teams-*.json; onAction: called with the action that was tapped, and
 * with the card, whose inputs it may ask. */
function drawCard(card, hostConfig, onAction = () => {}) {
  const adaptive = new AdaptiveCards.AdaptiveCard();
  adaptive.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  adaptive.onExecuteAction = (action) => onAction(action.toJSON(), adaptive);
  adaptive.parse(prepared(card));
  const drawn = adaptive.render();
  drawn.classList.add("teams-card");
  showMentions(drawn, (card.msteams || {}).entities || []);
  return drawn;
}

/** What the renderer does not know of Teams: mentions, and looking for people where the page has a field for that. */
function prepared(card) {
  const copy = JSON.parse(JSON.stringify(card));
  const walk = (piece) => {
    if (Array.isArray(piece)) return piece.forEach(walk);
    if (!piece || typeof piece !== "object") return;
    if (piece.text && piece.type === "TextBlock") piece.text = piece.text.replace(/<at>(.*?)<\/at>/g, "\u2060@$1\u2061");
    if (piece["choices.data"]) lookUp(piece);
    Object.values(piece).forEach(walk);
  };
  walk(copy.body);
  return copy;
}

function lookUp(piece) {
  if (AdaptiveCards.GlobalRegistry.defaultElements.findByName("Input.People")) piece.type = "Input.People";
  else {
    delete piece["choices.data"];
    Object.assign(piece, { style: piece.value ? "compact" : "filtered", placeholder: piece.placeholder || "Search for people" });
  }
}

/** Mentions stand out, as in Teams. */
function showMentions(drawn, entities) {
  const names = new Map(entities.map((one) => [one.text.replace(/<\/?at>/g, ""), one.mentioned.name]));
  const texts = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (texts.currentNode.data.includes("\u2060@")) found.push(texts.currentNode);
  for (const node of found) {
    const parts = node.data.split(/\u2060@(.*?)\u2061/);
    node.replaceWith(...parts.map((part, at) => (at % 2 ? mention(names.get(part) || part) : part)));
  }
}

function mention(name) {
  const found = document.createElement("span");
  found.className = "teams-mention";
  found.textContent = name;
  return found;
}
