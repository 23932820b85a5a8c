/** Lines of the doctors' file. */
import { hash } from 'node:crypto';
import type { RegistryStores } from '../../src/resource-servers/registry/collections.ts';
import type { DoctorKind, StoredDoctor } from '../../src/resource-servers/registry/stored.ts';
import { flag, formed, matching, optional, text } from './fields.ts';
import type { Kind } from './import-file.ts';
import { municipality } from './municipalities.ts';
import type { Columns, Values } from './records.ts';

/** Regional code of a doctor, code of an ASST. */
export const DOCTOR_CODE = /^[0-9A-Z]{5,16}$/;
export const ASST_CODE = /^\d{3,6}$/;

const COLUMNS: Columns = {
  code: 'required',
  name: 'required',
  kind: 'required',
  asst: 'required',
  district: 'required',
  municipality: 'required',
  hours: 'required',
  association: 'optional',
  authorised: 'optional',
  assisted: 'optional',
};

type Told = Omit<StoredDoctor, 'id' | 'taken' | 'moves' | 'movesSince'>;

/** What a line of the file is; doctors are known by their regional code. */
export function doctorKind({ doctors }: Pick<RegistryStores, 'doctors'>): Kind<StoredDoctor> {
  return {
    columns: COLUMNS,
    collection: doctors,
    key: 'code',
    async read(values) {
      const told = await readDoctor(values);
      const [known] = await doctors.find({ code: told.code });
      const id = known?.id ?? idOf(told.code);
      return {
        id,
        key: told.code,
        create: () => ({ ...told, id, taken: told.imported, moves: [] }),
        change: (current) => changed(current, told),
      };
    },
  };
}

/** The same for two imports at once; a UUID v4 in form. */
function idOf(code: string): string {
  const hex = hash('sha256', `doctor ${code}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function readDoctor(values: Values): Promise<Told> {
  const code = formed(values, 'code', DOCTOR_CODE);
  const { city } = await municipality(text(values, 'municipality'), 'municipality');
  const association = optional(values, 'association');
  return {
    code,
    name: text(values, 'name'),
    kind: formed(values, 'kind', /^(?:mmg|pls)$/) as DoctorKind, // the form has no other
    asst: formed(values, 'asst', ASST_CODE),
    district: text(values, 'district'),
    city,
    hours: text(values, 'hours'),
    isAuthorised: flag(values, 'authorised'),
    imported: Number(matching(values, 'assisted', /^\d{1,4}$/) ?? '0'),
    ...(association === undefined ? {} : { association }),
  };
}

/** People who chose on line stay counted: of `assisted` only the difference to the last import counts. */
function changed({ association: _, ...current }: StoredDoctor, told: Told): StoredDoctor {
  const taken = Math.max(0, current.taken + told.imported - current.imported);
  return { ...current, ...told, taken };
}
