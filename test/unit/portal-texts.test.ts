import assert from 'node:assert/strict';
import { portalEn } from '../../src/portal/texts.en.ts';
import { portalIt } from '../../src/portal/texts.it.ts';
import { isTooHard } from '../support/gulpease.ts';

describe('the texts of the portal', () => {
  const argumentsOf = (text: string): string[] =>
    [...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name).sort();

  it('have the same keys and arguments in both languages', () => {
    assert.deepEqual(Object.keys(portalEn), Object.keys(portalIt));
    for (const [key, text] of Object.entries(portalIt)) {
      const english = portalEn[key as keyof typeof portalIt];
      if (english.includes(', plural,')) continue; // "one", "other" are no arguments
      assert.deepEqual(argumentsOf(english), argumentsOf(text), key);
    }
  });

  it('are easy to read', () => {
    assert.deepEqual(
      Object.entries(portalIt).filter(([, text]) => isTooHard(text)),
      [],
    );
  });
});
