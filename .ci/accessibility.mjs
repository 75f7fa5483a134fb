// Runs axe-core on report pages in headless Chromium, at desktop and phone width; ends with 1 where a rule is broken.
// node .ci/accessibility.mjs AXE_JS REPORT.html…
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [axeFile, ...pages] = process.argv.slice(2);
const axe = readFileSync(axeFile, 'utf8');
const place = mkdtempSync(join(tmpdir(), 'carecast-axe-'));
let broken = 0;
let checked = 0;
const ask = `
axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(r => { document.documentElement.innerHTML = '<body><pre id="axe">' + btoa(unescape(encodeURIComponent(JSON.stringify({
     passes: r.passes.length,
     wide: document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
     violations: r.violations.map(v => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)), count: v.nodes.length })),
  })))) + '</pre></body>'; });`;
try {
  for (const page of pages) {
    const html = readFileSync(page, 'utf8').replace('</body>', () => `<script>${axe}</script><script>${ask}</script></body>`);
    const file = join(place, 'page.html');
    writeFileSync(file, html);
    for (const width of [1280, 390]) {
      const dom = execFileSync('chromium', [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--timeout=60000',
        '--virtual-time-budget=60000', `--window-size=${width},900`, '--dump-dom', `file://${file}`,
      ], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], timeout: 120000 });
      const found = dom.match(/<pre id="axe">([^<]+)<\/pre>/);
      if (!found) throw new Error(`${page}: axe gave no answer`);
      const r = JSON.parse(Buffer.from(found[1], 'base64').toString('utf8'));
      checked += 1;
      console.log(`${page} at ${width} px: ${r.passes} rules passed, ${r.violations.length} broken${r.wide ? ', wider than the screen' : ''}`);
      for (const v of r.violations) {
        console.log(`  ${v.id}: ${v.help} (${v.count})`);
        v.nodes.forEach(n => console.log(`    ${n}`));
      }
      broken += r.violations.length + (r.wide ? 1 : 0);
    }
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
console.log(`${checked - (broken ? 1 : 0)} passed, ${broken ? 1 : 0} failed`);
process.exit(broken || !checked ? 1 : 0);
