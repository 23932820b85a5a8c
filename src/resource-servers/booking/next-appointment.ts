/** An appointment as it is after a change. Pure. */
import type { Wish } from './appointment-change.ts';
import { beyondPriority, type Request } from './rules.ts';
import type { StoredAppointment, StoredSlot } from './stored.ts';

export interface Change {
  readonly wish: Wish;
  /** Where it moves to. */
  readonly slot: StoredSlot | undefined;
  /** What to bring there. */
  readonly instruction: string | undefined;
  /** Its prescription, where there still is one. */
  readonly request: Request | undefined;
  readonly now: number;
}

/** The next version. A cancelled one gives back slot, prescription and seat by having them no longer. */
export function nextAppointment(
  appointment: StoredAppointment,
  { wish, slot, instruction, request, now }: Change,
): StoredAppointment {
  const {
    comment: _comment,
    beyondPriority: _beyond,
    liveFor,
    liveSlot,
    seat,
    ...rest
  } = appointment;
  const comment = wish.comment === undefined ? appointment.comment : (wish.comment ?? undefined);
  const beyond =
    slot && request
      ? beyondPriority(request.prescription, slot.start, now)
      : appointment.beyondPriority;
  const live = {
    ...(liveFor === undefined ? {} : { liveFor }),
    ...(liveSlot === undefined ? {} : { liveSlot: slot?.id ?? liveSlot }),
    ...(seat === undefined ? {} : { seat }),
  };
  return {
    ...rest,
    revision: appointment.revision + 1,
    updatedAt: now,
    ...(comment === undefined ? {} : { comment }),
    ...(beyond === undefined ? {} : { beyondPriority: beyond }),
    ...(slot
      ? {
          slot: slot.id,
          start: slot.start,
          end: slot.end,
          place: slot.place,
          healthService: slot.healthService,
          instruction: instruction ?? appointment.instruction,
          movedFrom: { start: appointment.start, end: appointment.end },
        }
      : {}),
    ...(wish.cancel ? { status: 'cancelled', cancelationReason: wish.cancel } : live),
  };
}
