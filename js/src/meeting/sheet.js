// The action review sheet: a page of its own, made here and now from what the board knows, so that it needs no kernel.

import { longDate } from "./words.js";

const escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The sheet as HTML; every text of people's is escaped, and the page is allowed to run nothing. */
export function actionSheet({ title, held, next, format, people }) {
  const rows = people.map(({ member, issue, actions }) => {
    const told = (actions.length ? actions : [{}]).map(
      ({ what, due, success }) => `
      <article>
        <dl>
          <div class="wide"><dt>I will</dt><dd>${escaped(what)}</dd></div>
          <div><dt>By when</dt><dd>${escaped(longDate(due))}</dd></div>
          <div><dt>Success measure</dt><dd>${escaped(success)}</dd></div>
        </dl>
        <div class="space">
          ${["What worked", "What did not", "Why", "What I am learning"].map((each) => `<p>${each}</p>`).join("")}
        </div>
      </article>`,
    );
    return `
    <section>
      <h2>${escaped(member)}${issue ? `<small>${escaped(issue)}</small>` : ""}</h2>${told.join("")}
    </section>`;
  });
  const about = [held && `Agreed on ${longDate(held)}`, next && `next meeting ${longDate(next)}`, format].filter(
    Boolean,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Action review sheet: ${escaped(title)}</title>
<style>
  @page { size: A4; margin: 16mm; }
  body { color: #111; font: 11pt/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0; }
  h2 { border-bottom: 2px solid #111; font-size: 1.1rem; margin: 1.5rem 0 0.5rem; }
  h2 small { font-weight: 400; margin-left: 0.75rem; }
  article { border: 1px solid #777; break-inside: avoid; margin-bottom: 0.75rem; }
  dl { display: flex; flex-wrap: wrap; margin: 0; }
  dl div { flex: 1 1 12rem; padding: 0.4rem 0.6rem; }
  dl .wide { flex-basis: 100%; font-weight: 600; }
  dt { color: #444; font-size: 0.8rem; font-weight: 400; }
  dd { margin: 0; min-height: 1.4em; overflow-wrap: anywhere; white-space: pre-wrap; }
  .space { border-top: 1px solid #777; display: grid; grid-template-columns: 1fr 1fr; }
  .space p { border: 0 solid #bbb; border-width: 0 1px 1px 0; color: #444; font-size: 0.8rem; margin: 0; min-height: 4.5rem; padding: 0.3rem 0.6rem; }
  h2 { break-after: avoid; }
  @media print { body { margin: 0; max-width: none; padding: 0; } .screen { display: none; } }
</style>
</head>
<body>
<h1>Action review sheet</h1>
<p>${escaped([title, ...about].join(" · "))}</p>
<p class="screen">Print this page, or save it as a PDF, from the browser's own menu.</p>
${rows.join("") || "<p>No action was agreed yet.</p>"}
</body>
</html>`;
}

/** Open a page made here in a tab of its own; false where the browser does not let one. */
export function openPage(html) {
  const address = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const opened = window.open(address, "_blank");
  setTimeout(() => URL.revokeObjectURL(address), 600000);
  return opened !== null;
}
