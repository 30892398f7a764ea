"use strict";
// The page is whole without this: it folds the contents on narrow screens, and lets tables be sorted.
{
  const contents = document.querySelector("nav > details");
  const wide = matchMedia("(min-width: 80rem)");
  const fold = () => { contents.open = wide.matches; };
  if (contents) {
    fold();
    wide.addEventListener("change", fold);
  }

  // What a cell tells: an estimate without its interval; nothing, where it is not known or withheld.
  const told = (cell) => {
    if (!cell || cell.querySelector(".withheld")) return "";
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".interval").forEach((each) => each.remove());
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    return text === "–" ? "" : text;
  };
  const number = (text) => (/^[-−]?[\d,]*\.?\d+%?$/.test(text) ? parseFloat(text.replace("−", "-").replace(/[,%]/g, "")) : NaN);
  const day = (text) => (/^\d{1,2} \p{L}+ \d{4}$/u.test(text) ? Date.parse(text) : NaN);
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const sorted = (rows, column, down) => {
    const texts = new Map(rows.map((row) => [row, told(row.cells[column])]));
    const known = rows.filter((row) => texts.get(row) !== "");
    const value = [number, day].find((read) => known.every((row) => !Number.isNaN(read(texts.get(row)))));
    const compare = value
      ? (a, b) => value(texts.get(a)) - value(texts.get(b))
      : (a, b) => order.compare(texts.get(a), texts.get(b));
    known.sort((a, b) => (down ? -1 : 1) * compare(a, b));
    return [...known, ...rows.filter((row) => texts.get(row) === "")];
  };

  for (const table of document.querySelectorAll(".table > table")) {
    const body = table.tBodies[0];
    const before = body ? [...body.rows] : [];
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    if (before.length < 2) continue;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = document.documentElement.dataset.sort;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // Up, down, and as it was.
        const next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        body.append(...(next ? sorted(before, column, next === "descending") : before));
      });
    });
  }
}
