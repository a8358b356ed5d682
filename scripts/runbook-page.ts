import { Marked } from 'marked';

const renderer = new Marked({
  renderer: {
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const address = addressOf(href);
      return address === undefined ? text : `<a href="${escaped(address)}">${text}</a>`;
    },
    // Text is text: what looks like HTML is shown as it is written.
    html({ text }) {
      return escaped(text);
    },
  },
});

/** Markdown of a runbook -> a page of the exporter. Names of files in docs/runbooks become addresses of their pages. */
export function runbookPage(name: string, markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? name;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(title.replaceAll('`', ''))} – Kafkascope</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="../style.css" />
  </head>
  <body class="runbook">
    <p><a href="../">Kafkascope</a> · runbook</p>
${renderer.parse(markdown, { async: false })}
  </body>
</html>
`;
}

/** undefined for what the exporter does not serve: other parts of the documentation. */
function addressOf(href: string): string | undefined {
  if (/^(https?:\/\/|#)/.test(href)) return href;
  const [, name, part = ''] = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  return name === undefined ? undefined : `${name}${part}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
