/** Lines of the persons' file. */
import { randomUUID } from 'node:crypto';
import { instantOfMidnight, todayInRome } from '../../src/domain/civil-date.ts';
import { genderOf } from '../../src/domain/fiscal-code.ts';
import type { RegistryStores } from '../../src/resource-servers/registry/collections.ts';
import { withCareEnd } from '../../src/resource-servers/registry/choice-acts.ts';
import type {
  DoctorChoice,
  StoredAddress,
  StoredDoctor,
  StoredPerson,
} from '../../src/resource-servers/registry/stored.ts';
import { ASST_CODE, DOCTOR_CODE } from './doctors.ts';
import {
  day,
  email,
  fiscalCode,
  flag,
  formed,
  isBornOn,
  matching,
  optional,
  text,
} from './fields.ts';
import type { Kind } from './import-file.ts';
import { municipality } from './municipalities.ts';
import type { Columns, Values } from './records.ts';
import { Refusal } from './refusals.ts';

const POSTAL_CODE = /^\d{5}$/;
const PHONE = /^\+?[\d ]{6,20}$/;

const COLUMNS: Columns = {
  fiscal_code: 'required',
  family_name: 'required',
  given_name: 'required',
  birthdate: 'required',
  address: 'required',
  postal_code: 'required',
  municipality: 'required',
  asst: 'required',
  domicile_address: 'optional',
  domicile_postal_code: 'optional',
  domicile_municipality: 'optional',
  phone: 'optional',
  email: 'optional',
  seriously_ill: 'optional',
  doctor: 'optional',
  doctor_since: 'optional',
};

type Told = Omit<StoredPerson, 'choices' | 'changedAt' | 'careEndsAt'>;

/** What a line of the file is; what the person did on line stays. */
export function personKind({
  persons,
  doctors,
}: Pick<RegistryStores, 'persons' | 'doctors'>): Kind<StoredPerson> {
  const doctorOf = doctorsByCode(doctors);
  const today = todayInRome(Date.now());
  return {
    columns: COLUMNS,
    collection: persons,
    key: 'fiscal_code',
    async read(values) {
      const told = await readPerson(values, today);
      const choice = await readChoice(values, doctorOf);
      const first = choice ? [choice] : [];
      return {
        id: told.id,
        create: () => withCareEnd({ ...told, choices: first }),
        change: ({ choices, changedAt }) =>
          withCareEnd({
            ...told,
            // Who has or had a doctor here has changed it here, or at a desk.
            choices: choices.length > 0 ? choices : first,
            ...(changedAt === undefined ? {} : { changedAt }),
          }),
      };
    },
  };
}

async function readPerson(values: Values, today: string): Promise<Told> {
  const id = fiscalCode(values, 'fiscal_code');
  const birthdate = day(values, 'birthdate');
  if (birthdate > today) throw new Refusal('birthdate', 'in the future');
  if (!isBornOn(id, birthdate)) throw new Refusal('birthdate', 'not as in the fiscal code');
  const phone = matching(values, 'phone', PHONE)?.replaceAll(' ', '');
  const mail = email(values, 'email');
  return {
    id,
    familyName: text(values, 'family_name'),
    givenName: text(values, 'given_name'),
    birthdate,
    gender: genderOf(id),
    addresses: await readAddresses(values),
    asst: formed(values, 'asst', ASST_CODE),
    isSeriouslyIll: flag(values, 'seriously_ill'),
    ...(phone === undefined ? {} : { phone }),
    ...(mail === undefined ? {} : { email: mail }),
  };
}

async function readAddresses(values: Values): Promise<StoredAddress[]> {
  const home = await readAddress(values, 'home', '');
  return optional(values, 'domicile_address') === undefined
    ? [home]
    : [home, await readAddress(values, 'temp', 'domicile_')];
}

async function readAddress(
  values: Values,
  use: StoredAddress['use'],
  prefix: string,
): Promise<StoredAddress> {
  const field = `${prefix}municipality`;
  return {
    use,
    line: text(values, `${prefix}address`),
    postalCode: formed(values, `${prefix}postal_code`, POSTAL_CODE),
    ...(await municipality(text(values, field), field)),
  };
}

type DoctorByCode = (code: string) => Promise<StoredDoctor | undefined>;

async function readChoice(
  values: Values,
  doctorOf: DoctorByCode,
): Promise<DoctorChoice | undefined> {
  const code = matching(values, 'doctor', DOCTOR_CODE);
  if (code === undefined) return undefined;
  const doctor = await doctorOf(code);
  if (!doctor) throw new Refusal('doctor', 'unknown doctor');
  const since = instantOfMidnight(day(values, 'doctor_since'));
  return { id: randomUUID(), doctorId: doctor.id, kind: doctor.kind, since };
}

/** A region has thousands of doctors and millions of lines: each is looked up once. */
function doctorsByCode(doctors: RegistryStores['doctors']): DoctorByCode {
  const found = new Map<string, StoredDoctor>();
  return async (code) => {
    const [doctor] = found.has(code) ? [found.get(code)] : await doctors.find({ code });
    if (doctor) found.set(code, doctor);
    return doctor;
  };
}
