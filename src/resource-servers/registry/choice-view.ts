/** Choices of doctor as the JSON paths show them. */
import { toFhirInstant } from '../kit/rome.ts';
import type { RegistryStores } from './collections.ts';
import type { DoctorChoice, StoredPerson } from './stored.ts';

/** What the act did, read from the record, so that a repeated act is answered alike. */
export async function resultOf(
  { choices }: StoredPerson,
  {
    stores,
    act,
    action,
  }: { readonly stores: RegistryStores; readonly act: string; readonly action: string },
): Promise<Record<string, unknown>> {
  const made = choices.find((one) => one.id === act);
  const ended = choices.find(({ endedBy }) => endedBy === act);
  const shown = await withDoctors(
    stores,
    [made, ended].flatMap((one) => one ?? []),
  );
  return {
    id: act,
    action,
    current: made ? shown(made) : null,
    previous: ended ? shown(ended) : null,
  };
}

/** How choices are shown, with the doctors they name. */
export async function withDoctors(
  { doctors }: Pick<RegistryStores, 'doctors'>,
  choices: readonly DoctorChoice[],
): Promise<(choice: DoctorChoice) => Record<string, unknown>> {
  const ids = [...new Set(choices.map(({ doctorId }) => doctorId))];
  const found = await Promise.all(ids.map((one) => doctors.get(one)));
  return (choice) => {
    const doctor = found[ids.indexOf(choice.doctorId)];
    return {
      id: choice.id,
      doctor_id: choice.doctorId,
      doctor: doctor?.name ?? null,
      kind: choice.kind,
      city: doctor?.city ?? null,
      since: toFhirInstant(choice.since),
      until: choice.until === undefined ? null : toFhirInstant(choice.until),
      end: choice.end ?? null,
      by: choice.by ? { role: choice.by.role, name: choice.by.name } : null,
    };
  };
}
