import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { textsEn } from '../../interactions/texts.en.ts';
import { textsIt } from '../../interactions/texts.it.ts';
import { kitEn } from '../../src/web/texts.en.ts';
import { kitIt } from '../../src/web/texts.it.ts';
import { argumentsOf, catalogProblems, sampleOf } from '../support/catalogs.ts';
import { gulpease, isTooHard } from '../support/gulpease.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const it_ = { ...kitIt, ...textsIt };

describe('the texts of the login', () => {
  it('say the same in both languages, with the same arguments', () => {
    assert.deepEqual(catalogProblems(it_, { ...kitEn, ...textsEn }), []);
  });

  it('find a missing key and another argument', () => {
    assert.deepEqual(catalogProblems({ a: '{n}', b: '' }, { a: '{m}' }), [
      'a: {n} against {m}',
      'b stands in one language only',
    ]);
    assert.deepEqual(argumentsOf('{n, plural, one {# {x}} other {#}}'), ['n', 'x']);
  });

  it('are easy to read: Gulpease 60 or more for each of six words', () => {
    const hard = Object.entries(it_)
      .map(([key, text]) => [key, sampleOf(text)] as const)
      .filter(([, text]) => isTooHard(text))
      .map(([key, text]) => `${key} (${gulpease(text)}): ${text}`);
    assert.deepEqual(hard, []);
  });

  it('are formal and blame nobody', () => {
    const forbidden =
      /!|\b(tu|tuo|tua|tuoi|tue|sessione|non valid[oa]|errat[oa]|cliccare|clicchi|login|logout|effettuar|usufruire|si prega|attenzione|browser|link)\b/i;
    for (const [key, text] of Object.entries(it_))
      assert.ok(!forbidden.test(text), `${key}: ${text}`);
  });

  it('hold every key that a view names', () => {
    for (const file of globSync('{interactions,src/web}/views/*.eta', { cwd: ROOT })) {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      for (const [, key = ''] of text.matchAll(/it\.t(?:\.html)?\('([^']+)'/g))
        assert.ok(Object.hasOwn(it_, key), `${file}: ${key}`);
    }
  });
});
