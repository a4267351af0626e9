// What JupyterLab makes of Markdown outputs of a notebook that is not trusted: marked, then its own sanitiser.
// A JSON list of Markdown texts on standard input; on standard output a list of [HTML before, HTML after].
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The package is built for bundlers: of its modules, this one alone can be loaded, from a place where Node finds what it imports.
const packages = process.argv[2];

// JupyterLab takes equations out before Markdown is drawn, and puts them back after it: an underscore of theirs is no emphasis.
const withMath = render => text => {
  const math = [];
  const out = text.replace(/\$\$[^$]+\$\$|\$[^$\n]+\$/g, found => `@@${math.push(found) - 1}@@`);
  const escaped = found => found.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return render(out).replace(/@@(\d+)@@/g, (_, index) => escaped(math[index]));
};

const folder = mkdtempSync(join(tmpdir(), 'papercell-sanitize-'));
try {
  symlinkSync(packages, join(folder, 'node_modules'));
  const file = join(folder, 'sanitizer.mjs');
  copyFileSync(join(packages, '@jupyterlab', 'apputils', 'lib', 'sanitizer.js'), file);
  const { Sanitizer } = await import(pathToFileURL(file).href);
  const marked = await import(pathToFileURL(join(packages, 'marked', 'lib', 'marked.esm.js')).href);
  const sanitizer = new Sanitizer();
  const texts = JSON.parse(readFileSync(0, 'utf8'));
  const rendered = texts.map(withMath(text => marked.parse(text, { gfm: true })));
  console.log(JSON.stringify(rendered.map(html => [html, sanitizer.sanitize(html)])));
} finally {
  rmSync(folder, { recursive: true });
}
