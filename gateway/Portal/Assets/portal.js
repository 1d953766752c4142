// Suggestions while somebody types into a field that adds a fact. Every form works without this.
"use strict";
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-list`;
  input.after(list);
  input.setAttribute("list", list.id);
  let asked = "";
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const query = input.value.trim();
      if (query.length < 2 || query === asked) {
        return;
      }
      asked = query;
      const search = new URLSearchParams({ query, languageCode: document.documentElement.lang, pageSize: "8" });
      for (const kind of input.dataset.suggest.split(",")) {
        search.append("kinds", kind);
      }
      try {
        const answer = await fetch(`/v1/concepts:search?${search}`);
        if (answer.ok && query === asked) {
          const { concepts = [] } = await answer.json();
          list.replaceChildren(...concepts.map((concept) => new Option(concept.label, concept.label)));
        }
      } catch {
        // No suggestions, then: the form says what it does not know.
      }
    }, 150);
  });
}
