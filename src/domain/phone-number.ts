/** A telephone number in E.164 form. */
export type PhoneNumber = string & { readonly __brand: 'PhoneNumber' };
