/* The search of the index page: the rules of kernel/src/shelf/search.rs, over the lines that stand inside the page. */
(() => {
  "use strict";
  const SHORT = 3;
  const SHOWN = 150;
  const form = document.getElementById("search");
  const input = document.getElementById("words");
  const found = document.getElementById("found");
  const shelf = document.getElementById("shelf");
  const isWord = (char) => char !== undefined && /[\p{Alphabetic}\p{N}]/u.test(char);

  /* A text in lower case without accents, as characters, and where each of them comes from. */
  const fold = (text) => {
    const chars = [], from = [];
    let at = 0;
    for (const char of text) {
      for (const plain of char.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()) {
        chars.push(plain);
        from.push([at, at + char.length]);
      }
      at += char.length;
    }
    return { chars, from };
  };

  const places = function* (line, word) {
    for (let at = 0; at + word.length <= line.length; at++) {
      if (word.every((char, nth) => line[at + nth] === char)) yield at;
    }
  };

  const quality = (line, word) => {
    let best = 0;
    for (const at of places(line, word)) {
      const opens = !isWord(line[at - 1]);
      const closes = !isWord(line[at + word.length]);
      best = Math.max(best, opens ? (closes ? 4 : 3) : word.length >= SHORT ? 1 : 0);
    }
    return best;
  };

  let papers;
  const read = () => JSON.parse(document.getElementById("lines").textContent).map((paper) => ({
    ...paper,
    lines: paper.lines.map(([weight, text, isTitle]) => ({ weight, text, isTitle, ...fold(text) })),
  }));

  const search = (words) => {
    papers ??= read();
    const hits = [];
    for (const paper of papers) {
      const best = words.map(() => 0);
      let line = null, most = 0;
      for (const candidate of paper.lines) {
        let sum = 0;
        words.forEach((word, nth) => {
          const score = candidate.weight * quality(candidate.chars, word);
          sum += score;
          best[nth] = Math.max(best[nth], score);
        });
        if (sum > most && !candidate.isTitle) [line, most] = [candidate, sum];
      }
      if (best.every((score) => score > 0)) hits.push({ paper, line, score: best.reduce((a, b) => a + b, 0) });
    }
    return hits.sort((a, b) => b.score - a.score);
  };

  /* A piece of the line around the first word, with all words marked. */
  const snippet = (line, words) => {
    const marks = words.flatMap((word) => [...places(line.chars, word)]
      .filter((at) => word.length >= SHORT || !isWord(line.chars[at - 1]))
      .map((at) => [line.from[at][0], line.from[at + word.length - 1][1]]));
    marks.sort((a, b) => a[0] - b[0]);
    const first = marks.length ? marks[0][0] : 0;
    let start = line.text.length <= SHOWN ? 0 : Math.max(0, Math.min(first - SHOWN / 3, line.text.length - SHOWN));
    if (start > 0) start = line.text.indexOf(" ", start) + 1 || start;
    let end = Math.min(line.text.length, start + SHOWN);
    if (end < line.text.length) end = Math.max(line.text.lastIndexOf(" ", end), start + SHOWN / 2);
    const piece = document.createElement("p");
    let done = start;
    if (start > 0) piece.append("…");
    for (const [from, to] of marks) {
      if (from < done || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = line.text.slice(from, to);
      piece.append(line.text.slice(done, from), mark);
      done = to;
    }
    piece.append(line.text.slice(done, end), end < line.text.length ? "…" : "");
    return piece;
  };

  const show = () => {
    const words = input.value.split(/\s+/).map((word) => fold(word).chars).filter((word) => word.length);
    found.hidden = words.length === 0;
    shelf.hidden = !found.hidden;
    if (found.hidden) return;
    const hits = search(words);
    found.querySelector(".hits").textContent =
      hits.length === 0 ? "No paper says that." : `${hits.length} paper${hits.length === 1 ? "" : "s"}`;
    found.querySelector("ol").replaceChildren(...hits.map(({ paper, line }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = paper.page;
      link.textContent = paper.title;
      item.append(link, ` ${paper.year}`);
      if (line) item.append(snippet(line, words));
      return item;
    }));
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  /* The ways lead to what a search hides. */
  document.querySelector(".ways").addEventListener("click", () => {
    input.value = "";
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    }
  });
  /* The browser keeps what was typed when the reader comes back. */
  addEventListener("pageshow", show);
})();
