/** Levels of authentication. Never SPID's values: this is not SPID. @source design 6 */

/** Password and one-time code. */
export const ACR_OTP = 'urn:gass:acr:otp';
/** The PIN as well, given in the last 600 s. */
export const ACR_PIN = 'urn:gass:acr:pin';
export const ACR_VALUES = [ACR_OTP, ACR_PIN] as const;
export type Acr = (typeof ACR_VALUES)[number];

/** Whether a level is at least another. */
export function satisfies(held: string | undefined, asked: Acr): boolean {
  const rank = (value: string | undefined): number =>
    value === ACR_PIN ? 2 : value === ACR_OTP ? 1 : 0;
  return rank(held) >= rank(asked);
}
