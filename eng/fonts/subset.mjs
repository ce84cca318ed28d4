// Makes the two subsets of Inter that Tacit.Reporting inlines into a report.
// Run once, when the font or the letters change:  npm install --ignore-scripts --no-package-lock && npm run subset
// Letters outside the subset fall back to the reader's own sans-serif; nothing is lost, it only looks different.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const source = new URL('./node_modules/@expo-google-fonts/inter/', import.meta.url);
const target = new URL('../../src/Tacit.Reporting/Fonts/', import.meta.url);

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const letters = [
  range(0x20, 0x7e), // ASCII
  range(0xa0, 0xff), // Latin-1: ± ² ³ µ × ÷ and the letters of western Europe
  range(0x100, 0x17f), // Latin Extended-A: central and northern Europe
  'αβγδεζηθλμνπρστφχψωΔΣΦΨΩ', // the letters of the field
  '‐‑–—‘’‚“”„†‡•…‰′″‹›€™←↑→↓−≈≠≤≥√∞∑∏∂∈⁰⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉',
  '\u2002\u2003\u2009\u200a\u202f\u2060', // spaces
].join('');

// Names kept: the copyright, the licence and its address, as the Open Font License asks of a changed copy.
const preserveNameIds = [0, 1, 2, 3, 4, 5, 6, 13, 14];
// Kerning, marks, tabular figures for columns of numbers, and the slashed zero for hashes.
const keepFeatures = ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum', 'zero', 'case'];

await mkdir(target, { recursive: true });
for (const [file, name] of [['400Regular/Inter_400Regular.ttf', 'inter-400'], ['600SemiBold/Inter_600SemiBold.ttf', 'inter-600']]) {
  const original = await readFile(new URL(file, source));
  const subset = await subsetFont(original, letters, { targetFormat: 'woff2', preserveNameIds, keepFeatures, noHinting: true });
  await writeFile(new URL(`${name}.woff2`, target), subset);
  console.log(`${name}: ${original.length} -> ${subset.length} bytes`);
}

await copyFile(new URL('LICENSE_FONT', source), new URL('OFL.txt', target));
