// A people picker: what Teams' client looks up in the organisation, which Microsoft's renderer leaves to the client.
"use strict";

class PeopleInput extends AdaptiveCards.Input {
  getJsonTypeName() { return "Input.People"; }

  internalParse(source, context) {
    super.internalParse(source, context);
    this.source = source;
    const titles = new Map((source.choices || []).map((one) => [one.value, one.title]));
    this.chosen = String(source.value || "").split(",").filter(Boolean)
      .map((value) => ({ value, title: titles.get(value) || value }));
  }

  internalRender() {
    const field = document.createElement("div");
    field.className = "people-field";
    this.list = document.createElement("div");
    this.list.className = "people-chosen";
    this.box = document.createElement("input");
    this.box.type = "text"; // a search field would keep Esc for itself
    this.box.className = "ac-input";
    this.box.autocomplete = "off";
    this.box.placeholder = this.source.placeholder || "Search for people";
    this.box.setAttribute("aria-label", this.source.label || this.box.placeholder);
    this.offered = document.createElement("ul");
    this.offered.className = "people-offered";
    this.box.addEventListener("input", () => this.search());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.offered.querySelector("button")?.click();
    });
    field.append(this.list, this.box, this.offered);
    this.show();
    return field;
  }

  async search() {
    const query = this.box.value.trim();
    const found = query ? await window.lookUpPeople(this.renderedElement, this.id, query) : [];
    if (query !== this.box.value.trim()) return;
    this.offered.replaceChildren(...found.map((one) => {
      const row = document.createElement("li");
      row.append(this.button(one.title, () => this.choose(one)));
      return row;
    }));
  }

  choose(one) {
    const others = this.chosen.filter((chosen) => chosen.value !== one.value);
    this.chosen = this.source.isMultiSelect ? [...others, one] : [one];
    this.box.value = "";
    this.offered.replaceChildren();
    this.show();
    this.valueChanged();
    this.box.focus();
  }

  show() {
    this.list.replaceChildren(...this.chosen.map((one) => {
      const button = this.button(`${one.title} ×`, () => {
        this.chosen = this.chosen.filter((chosen) => chosen !== one);
        this.show();
        this.valueChanged();
      });
      button.setAttribute("aria-label", `Take out ${one.title}`);
      return button;
    }));
  }

  button(words, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", does);
    return made;
  }

  isSet() { return this.chosen.length > 0; }

  get value() { return this.chosen.map((one) => one.value).join(",") || undefined; }
}

AdaptiveCards.GlobalRegistry.defaultElements.register("Input.People", PeopleInput);
