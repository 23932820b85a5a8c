/** A mobile telephone to which codes are sent; read from text by `parse-phone-number.ts`. */

/** A telephone number in E.164 form. */
export type PhoneNumber = string & { readonly __brand: 'PhoneNumber' };

/** The last 3 digits: all that pages may show of a number. */
export function phoneTail(phone: PhoneNumber): string {
  return phone.slice(-3);
}
