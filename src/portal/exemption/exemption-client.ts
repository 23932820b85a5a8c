/** The exemption server as the portal uses it. @source resource-servers 4 */
import { PAGE_DEFAULT, PAGE_MAX } from '../../../config/limits.ts';
import type { Language } from '../../web/catalog.ts';
import { type JsonPage, readJsonPage } from '../json-page.ts';
import type { ServiceAnswer } from '../service-answer.ts';
import type { ServiceClient } from '../service-client.ts';
import type { LiveSession } from '../sessions.ts';
import {
  type Declaration,
  type Exemption,
  type SwornText,
  readDeclaration,
  readExemptions,
  readTexts,
} from './exemption.ts';

const SERVICE = 'exemption';
/** The scope whose use asks for the PIN. */
export const DECLARE = 'exemption:declare';

/** A declaration to sign; `key` makes it act once. */
export interface DeclareOrder {
  readonly text: Pick<SwornText, 'code' | 'version' | 'sha256'>;
  readonly facts: Readonly<Record<string, boolean>>;
  readonly key: string;
  readonly language: Language;
}

/** A declaration to withdraw, from a civil date on. */
export interface WithdrawOrder {
  readonly id: string;
  readonly reason: string;
  readonly from: string;
  readonly key: string;
  readonly language: Language;
}

/** Every method throws as the service client does. */
export interface ExemptionClient {
  exemptions(session: LiveSession): Promise<readonly Exemption[]>;
  /** Texts this person may sign today. */
  texts(session: LiveSession, language: Language): Promise<readonly SwornText[]>;
  declarations(session: LiveSession, cursor?: string): Promise<JsonPage<Declaration>>;
  declaration(session: LiveSession, id: string): Promise<Declaration>;
  /** The receipt, a PDF. */
  receipt(session: LiveSession, id: string): Promise<Buffer>;
  declare(session: LiveSession, order: DeclareOrder): Promise<ServiceAnswer>;
  withdraw(session: LiveSession, order: WithdrawOrder): Promise<ServiceAnswer>;
}

/** A client of the exemption server. */
export function createExemptionClient(services: ServiceClient): ExemptionClient {
  const act = (
    session: LiveSession,
    { path, json, key, language }: { path: string; json: object; key: string; language: Language },
  ): Promise<ServiceAnswer> =>
    services.ask(session, SERVICE, {
      method: 'POST',
      path,
      json,
      headers: { 'Idempotency-Key': key },
      language,
      pinScope: DECLARE,
    });
  return {
    exemptions: (session) =>
      services.read(session, SERVICE, { path: `/Coverage?_count=${PAGE_MAX}` }, readExemptions),
    texts: (session, language) =>
      services.read(session, SERVICE, { path: '/declaration-texts', language }, readTexts),
    declarations: (session, cursor) => {
      const query = new URLSearchParams({
        count: String(PAGE_DEFAULT),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const path = `/declarations?${query.toString()}`;
      return services.read(session, SERVICE, { path }, (json) =>
        readJsonPage(json, readDeclaration),
      );
    },
    declaration: (session, id) =>
      services.read(session, SERVICE, { path: `/declarations/${id}` }, readDeclaration),
    async receipt(session, id) {
      const request = { path: `/declarations/${id}`, type: 'application/pdf' };
      return (await services.bytes(session, SERVICE, request)).bytes;
    },
    declare: (session, { text, facts, key, language }) =>
      act(session, {
        path: '/declarations',
        json: {
          code: text.code,
          text_version: text.version,
          text_sha256: text.sha256,
          facts,
          accepted: true,
        },
        key,
        language,
      }),
    withdraw: (session, { id, reason, from, key, language }) =>
      act(session, {
        path: `/declarations/${id}/revocation`,
        json: { reason, from },
        key,
        language,
      }),
  };
}
