// Writes THIRD-PARTY.md: every crate and npm package that goes into the product, with its license.
// Run: node scripts/licenses.mjs > THIRD-PARTY.md
import { execFileSync } from 'node:child_process';
import { readFileSync, existsSync } from 'node:fs';

const run = (...args) => execFileSync('cargo', args, { maxBuffer: 1 << 28, encoding: 'utf8' });
const metadata = JSON.parse(run('metadata', '--locked', '--format-version', '1'));
const tree = run('tree', '--locked', '-p', 'commonbeat', '-e', 'normal', '--prefix', 'none', '--format', '{p}');
const used = new Set(tree.split('\n').map((line) => line.split(' ').slice(0, 2).join(' ')));
const crates = metadata.packages
  .filter((p) => p.source && used.has(`${p.name} v${p.version}`))
  .map((p) => [p.name, p.version, p.license ?? `see ${p.license_file}`]);

const packages = [];
const lock = JSON.parse(readFileSync('ui/package-lock.json', 'utf8'));
const shipped = Object.keys(lock.packages[''].dependencies ?? {});
for (const name of shipped.length ? shipped : ['@uswds/uswds', 'htmx.org', 'maplibre-gl', 'uplot']) {
  const file = `ui/node_modules/${name}/package.json`;
  if (!existsSync(file)) continue;
  const { version, license } = JSON.parse(readFileSync(file, 'utf8'));
  packages.push([name, version, license ?? 'see the package']);
}

const table = (rows) =>
  ['| name | version | license |', '|---|---|---|', ...rows.sort((a, b) => (a[0] < b[0] ? -1 : 1)).map((r) => `| ${r.join(' | ')} |`)].join('\n');
console.log(`# What Commonbeat stands on

Made by \`node scripts/licenses.mjs > THIRD-PARTY.md\`. Thanks to everybody who wrote and keeps these.

## Crates in the executable (${crates.length})

${table(crates)}

## Styles and scripts (${packages.length})

${table(packages)}

Public Sans (SIL Open Font License 1.1) comes with the U.S. Web Design System.`);
