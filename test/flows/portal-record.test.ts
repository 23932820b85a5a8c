/** The health record at the portal: its lists, hiding with effect at once, and who has read. */
import assert from 'node:assert/strict';
import { type DelegationRequest, createDelegation } from '../../src/commands/create-delegation.ts';
import { addMonths, todayInRome } from '../../src/domain/civil-date.ts';
import { parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import type { Answer } from '../support/citizen.ts';
import { openCommandDeps } from '../support/command-deps.ts';
import { PortalVisitor, formFields, headingOf } from '../support/portal.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

describe('the health record at the portal', () => {
  let system: TestSystem;
  let she: PortalVisitor;
  /** Mario, who reads Giulia's record by a mandate. */
  let he: PortalVisitor;
  let mandate: string;
  let report: string;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse', 'portal'] });
    const deps = await openCommandDeps(system.settings.databases.identity);
    const codeOf = (name: string) => parseFiscalCode(system.citizen(name).fiscal_code);
    const [patient, delegate] = [codeOf('Giulia'), codeOf('Mario')];
    const request: DelegationRequest = { patient, delegate, basis: 'mandate', services: ['fse'] };
    mandate = (await createDelegation(deps, request, Date.now())).id;
    await deps.close();
    she = new PortalVisitor(system);
    const list = await she.logIn('Giulia');
    report = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    he = new PortalVisitor(system);
    await he.logIn('Mario', { delegation: mandate });
  });
  after(() => system.close());

  const totalOf = ({ text }: Answer): number => Number(/>(\d+) document[oi]</.exec(text)?.[1] ?? 0);
  const hisTotal = async (): Promise<number> => totalOf(await he.open(`/per/${mandate}/referti`));

  /** Opens the question at an address and answers it. */
  async function change(path: string): Promise<Answer> {
    const question = await she.open(path);
    assert.equal(question.status, 200);
    return she.citizen.follow(await she.press(question, path));
  }

  it('lists prescriptions and vaccinations apart, and opens them there', async () => {
    const prescriptions = await she.open('/per/me/ricette');
    assert.deepEqual(
      [headingOf(prescriptions), totalOf(prescriptions)],
      ['Ricette di Giulia Bianchi', 2],
    );
    const path = /href="(\/per\/me\/ricette\/[\w-]+)"/.exec(prescriptions.text)?.[1] ?? '';
    const one = await she.open(path);
    assert.match(headingOf(one), /^Ricetta per /);
    assert.match(one.text, /<a href="\/per\/me\/ricette" aria-current="true">Ricette<\/a>/);
    const vaccinations = await she.open('/per/me/vaccinazioni');
    assert.deepEqual(
      [headingOf(vaccinations), totalOf(vaccinations)],
      ['Vaccinazioni di Giulia Bianchi', 1],
    );
  });

  it('searches by kind and by days', async () => {
    const day = (ago: number): string =>
      new Date(Date.now() - ago * 864e5).toISOString().slice(0, 10);
    const days = `from=${day(33)}&to=${day(5)}`;
    assert.equal(totalOf(await she.open(`/per/me/referti?${days}`)), 4);
    assert.equal(totalOf(await she.open(`/per/me/referti?type=lab&${days}`)), 1);
    assert.match(
      (await she.open('/per/me/ricette?type=devices')).text,
      /Nessun documento con questi/,
    );
  });

  it('hides a document at once from who acts for her, and shows it again', async () => {
    const before = await hisTotal();
    const hisPath = report.replace('/per/me/', `/per/${mandate}/`);
    assert.equal((await he.open(hisPath)).status, 200);
    const done = await change(`${report}/nascondi`);
    assert.match(done.text, /Fatto\. Il documento è nascosto\./);
    assert.match(done.text, />Nascosto<\/span>/);
    assert.equal(await hisTotal(), before - 1);
    assert.equal((await he.open(hisPath)).status, 404);
    assert.match((await she.open('/per/me/referti')).text, />Nascosto<\/span>/);
    const again = await change(`${report}/nascondi`);
    assert.match(again.text, /Fatto\./, 'repeating it changes nothing');
    const shown = await change(`${report}/mostra`);
    assert.match(shown.text, /Fatto\. Il documento si vede di nuovo\./);
    assert.doesNotMatch(shown.text, />Nascosto<\/span>/);
    assert.equal(await hisTotal(), before);
  });

  it('says that a prescription takes its documents along', async () => {
    const list = await she.open('/per/me/ricette');
    const path = /href="(\/per\/me\/ricette\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    const question = await she.open(`${path}/nascondi`);
    assert.match(question.text, /si nascondono anche i documenti che ne vengono/);
  });

  it('explains a refusal of the record on the same page', async () => {
    const path = `${report}/nascondi-ai-genitori`;
    const refused = await she.press(await she.open(path), path);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /role="alert"/);
    assert.match(refused.text, /<title>Errore: /);
  });

  it('lets nobody else hide', async () => {
    const path = report.replace('/per/me/', `/per/${mandate}/`);
    assert.doesNotMatch((await he.open(path)).text, /nascondi/);
    const stopped = await he.open(`${path}/nascondi`);
    assert.deepEqual([stopped.status, headingOf(stopped)], [403, 'Può farlo solo la persona']);
    const fields = formFields(await he.open(path), '/switch');
    const posted = await he.citizen.post(`${he.portal}${path}/nascondi`, {
      token: fields['token'] ?? '',
    });
    assert.equal(posted.status, 403);
  });

  it('tells her who has read what, for whom and with what', async () => {
    await he.open(report.replace('/per/me/', `/per/${mandate}/`));
    const log = await she.open('/per/me/chi-ha-letto');
    assert.equal(headingOf(log), 'Chi ha letto i dati di Giulia Bianchi');
    const text = log.text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    assert.match(text, /Mario Rossi, con delega, ha letto: \S.* del(?:l'| )\d+ \S+ \d{4} ?\./);
    assert.match(text, /Mario Rossi, con delega, ha chiesto senza riuscirci: /);
    assert.match(text, /Lei ha mostrato di nuovo: /);
    assert.match(text, /Con questo portale\./);
    assert.match(text, /Ora mancano gli accessi a queste parti: le prenotazioni, le esenzioni, /);
    assert.match(log.text, new RegExp(`<a href="${report}">`));
    const older = /href="(\/per\/me\/chi-ha-letto\?before=\d+)"/.exec(log.text)?.[1] ?? '';
    const next = await she.open(older);
    assert.match(next.text, /Torna ai più nuovi/);
    assert.notEqual(next.text.indexOf('ha letto: <a'), -1);
  });

  it('is closed to a mandate where the log begins, whatever is typed', async () => {
    const page = await he.open(`/per/${mandate}/chi-ha-letto`);
    assert.deepEqual([page.status, headingOf(page)], [403, 'Questa pagina è chiusa']);
    assert.doesNotMatch(page.text, /Prenotazioni|Chi ha letto</);
  });

  it('lets a minor hide from the parents, and from nobody else', async () => {
    const deps = await openCommandDeps(system.settings.databases.identity);
    const birthdate = addMonths(todayInRome(Date.now()), -15 * 12);
    const { sub } = system.citizen('Mario');
    await deps.stores.accounts.update(sub, (account) => ({ ...account, birthdate }));
    await deps.close();
    const minor = new PortalVisitor(system, he.citizen);
    const list = await minor.switchTo(await minor.open('/'), 'self');
    const path = /href="(\/per\/me\/referti\/[\w-]+)"/.exec(list.text)?.[1] ?? '';
    const word = `${path}/nascondi-ai-genitori`;
    assert.match(
      (await minor.open(path)).text,
      /href="[^"]+\/nascondi-ai-genitori">Nascondi ai genitori</,
    );
    const done = await minor.citizen.follow(await minor.press(await minor.open(word), word));
    assert.match(done.text, />Nascosto ai genitori<\/span>/);
    assert.match(done.text, /mostra-ai-genitori">Mostra ai genitori</);
  });
});
