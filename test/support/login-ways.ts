/** Steps of a person in a browser, shared by the tests of the login pages. */
import type { Page } from 'playwright-core';
import type { LoginSystem } from './login-pages.ts';

type Begin = Parameters<LoginSystem['begin']>;

/** Begins an interaction in the browser; answers its address. */
export async function go(system: LoginSystem, page: Page, ...begin: Begin): Promise<string> {
  const address = system.begin(...begin);
  const [name = '', value = ''] = system.cookieOf(address).split('=');
  await page.context().addCookies([{ name, value, url: system.url }]);
  await page.goto(address);
  return address;
}

/** People whom Maria may act for, as in the prototypes. */
export async function addFamily(system: LoginSystem): Promise<void> {
  const people = [
    { id: 'luca', givenName: 'Luca', familyName: 'Bianchi', birthdate: '2017-05-03' },
    { id: 'giulia', givenName: 'Giulia', familyName: 'Bianchi', birthdate: '2009-01-14' },
    { id: 'anna', givenName: 'Anna', familyName: 'Verdi', birthdate: '1938-06-22' },
    { id: 'giovanni', givenName: 'Giovanni', familyName: 'Neri', birthdate: '1950-01-01' },
  ];
  for (const person of people) await system.addPerson(person);
  await system.addDelegation({
    id: 'k3v9',
    delegatorId: 'luca',
    validUntil: Date.UTC(2035, 4, 2, 22),
  });
  await system.addDelegation({
    id: 'p7xd',
    delegatorId: 'giulia',
    validUntil: Date.UTC(2027, 0, 13, 23),
  });
  await system.addDelegation({
    id: 'w2mc',
    delegatorId: 'anna',
    basis: 'guardianship',
    validUntil: Date.UTC(2027, 5, 30, 22),
  });
  await system.addDelegation({
    id: 'n4ri',
    delegatorId: 'giovanni',
    basis: 'mandate',
    services: ['booking'],
  });
}

/** Presses a button, the main one unless told, and waits for the page it leads to. */
export async function press(page: Page, selector = '.btn-primary'): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.click(`main ${selector}`)]);
}
