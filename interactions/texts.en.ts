/** What the citizen reads during a login, English. @source ux 1.0 to 1.8 */
import type { TextKey } from './texts.it.ts';

export const textsEn: Readonly<Record<TextKey, string>> = {
  'common.title.suffix': 'Health services sign-in',
  'common.note.asked_by': 'Sign-in requested by: {service}',
  'common.button.cancel': 'Cancel',
  'common.note.elsewhere': 'You already did this step in another tab. Continue here.',
  'common.note.already_sent': 'We already have this. There is no need to send it again.',
  'common.note.not_you': 'Not {name}? Press here to sign out.',
  'common.error.malformed': 'The data arrived damaged. Please type them again.',
  'common.error.too_large': 'The data are too long. Check them and type them again.',
  'common.error.busy': 'There are many requests at the moment. Wait a little, then try again.',
  'password.title': 'Sign in to health services',
  'password.lead':
    'Keep your health card (Tessera Sanitaria) and your mobile phone at hand. After the password we send you a code by SMS.',
  'password.label.card_serial': 'Last 10 digits of your health card',
  'password.hint.card_serial':
    'On the back of the card, at point 8. You may also type all 20 digits.',
  'password.label.password': 'Password',
  'password.hint.password': 'If this is your first sign-in, see below how to type it.',
  'password.button.submit': 'Continue',
  'password.help.where.title': 'Where do I find the 10 digits?',
  'password.help.where.text':
    'Turn the card over. At point 8 there is a number of 20 digits. You need the last 10. Do not use your tax code (codice fiscale).',
  'password.help.first.title': 'First sign-in: how do I type the password?',
  'password.help.first.text':
    'The password has two parts. The first is on the paper from the counter. The second is in the SMS. Type one after the other: first the paper, then the SMS. Capital or small letters, with or without dashes: all work.',
  'password.help.lost.title': 'I forgot my password',
  'password.help.lost.text':
    'Go to a counter with your health card. You will get a new temporary password.',
  'password.error.card_serial.empty': 'Enter the last 10 digits of your health card.',
  'password.error.card_serial.format':
    'It must be 10 digits, or all 20. Check the back of the card, at point 8.',
  'password.error.password.empty': 'Enter your password.',
  'password.error.refused': 'You cannot sign in with these details',
  'password.error.refused.check1': 'Check the 10 digits on the back of the card, at point 8.',
  'password.error.refused.check2': 'If you have a new card, use its number.',
  'password.error.refused.check3': 'Type the password again, slowly.',
  'password.error.refused.check4': 'If it still fails, go to a counter with your health card.',
  'password.error.slow_down':
    'There have been many attempts. Wait {seconds, plural, one {# second} other {# seconds}}, then try again.',
  'password.help.where.picture':
    'Back of the card. Bottom left, at point 8, the last 10 digits of the number are circled.',
  'password.help.first.paper': 'On the paper',
  'password.help.first.sms': 'In the SMS',
  'password.help.first.typed': 'You type',
  'new_password.title': 'Choose a new password',
  'new_password.lead': 'The one you used is temporary. From now on use the one you choose here.',
  'new_password.label.new_password': 'New password',
  'new_password.hint.new_password':
    'At least 8 characters. Three words with spaces between them are fine.',
  'new_password.label.new_password_confirm': 'Type the same password again',
  'new_password.help.advice.title': 'How do I choose a good password?',
  'new_password.help.advice.text':
    'Pick three words that have nothing to do with each other. Do not use your name, birth date or tax code. Do not use the password of another site. You may write it on paper, if you keep it at home and away from the card.',
  'new_password.note.saved': 'Your new password is saved.',
  'new_password.button.submit': 'Save and continue',
  'new_password.error.empty': 'Enter a new password.',
  'new_password.error.short':
    'The password has {n, plural, one {# character} other {# characters}}. It needs at least 8.',
  'new_password.error.long': 'The password is too long. Use at most {max} characters.',
  'new_password.error.guessable':
    'This password is easy to guess. Choose another, for example three unrelated words.',
  'new_password.error.temporary': 'This is the temporary password. Choose a new one.',
  'new_password.error.mismatch': 'The two passwords differ. Type both again.',
  'one_time_code.title': 'Enter the code we sent by SMS',
  'one_time_code.lead':
    'We sent an 8-digit code to the mobile phone ending in {tail}. It is valid for 3 minutes, until {time} Italian time.',
  'one_time_code.label.code': '8-digit code',
  'one_time_code.hint.code': 'You may also copy and paste the whole message.',
  'one_time_code.button.submit': 'Confirm',
  'one_time_code.button.resend': 'Send the SMS again',
  'one_time_code.note.countdown': 'The code is valid for another {m} and {s}.',
  'one_time_code.note.countdown_last': 'The code is valid for another {s}.',
  'one_time_code.unit.minutes': '{n, plural, one {# minute} other {# minutes}}',
  'one_time_code.unit.seconds': '{n, plural, one {# second} other {# seconds}}',
  'one_time_code.note.one_minute': 'One minute left. If you need more time, ask for another SMS.',
  'one_time_code.note.sent_again':
    'We sent the SMS again at {time}. The code is valid for 3 minutes from now.',
  'one_time_code.note.wait':
    'The SMS left at {time} and may take a while. Wait {seconds, plural, one {# second} other {# seconds}} before asking for another.',
  'one_time_code.note.sms_failed':
    'The SMS did not go out. It is not your fault. Wait a minute, then press "Send the SMS again".',
  'one_time_code.help.none.title': 'I have not received the SMS',
  'one_time_code.help.none.text':
    'Check that the phone is on and has signal. The SMS is free and comes from {sender}. If it does not arrive, ask again.',
  'one_time_code.help.number.title': 'My mobile number has changed',
  'one_time_code.help.number.text':
    'The number can only be changed at a counter, with the health card. This protects health data.',
  'one_time_code.note.never': 'Never tell anyone the code. No operator asks for it by phone.',
  'one_time_code.title.expired': 'You need a new code',
  'one_time_code.lead.expired':
    'The 3 minutes are over. You need not start again: we send another SMS to the phone ending in {tail}.',
  'one_time_code.button.new_code': 'Send another SMS',
  'one_time_code.error.empty': 'Enter the 8-digit code from the SMS.',
  'one_time_code.error.format':
    'The code has 8 digits and no letters. Check the SMS and type it again.',
  'one_time_code.error.refused':
    'This code does not work. Look at the latest SMS and try again, or ask for another SMS.',
  'one_time_code.error.last_try':
    'This code does not work. You can try once more. Look carefully at the latest SMS.',
  'one_time_code.error.expired':
    'The code is no longer valid: 3 minutes have passed. Press "{button}" to get another.',
  'one_time_code.error.no_more_sms':
    'We have already sent {n} SMS. For safety you must wait now. Come back after {time}.',
  'delegation.title': 'Who are you acting for?',
  'delegation.lead': 'Choose one person. You can change this later.',
  'delegation.option.self': 'For myself: {name}',
  'delegation.hint.parental': 'As a parent, until {until}, the 18th birthday.',
  'delegation.hint.guardianship': 'By decision of the judge, until {until}.',
  'delegation.hint.mandate': 'With a mandate for: {services}. Until {until}.',
  'delegation.note.not_here': 'The mandate for {name} does not cover this service.',
  'delegation.button.submit': 'Continue',
  'delegation.help.missing.title': 'I cannot find the person I need',
  'delegation.help.missing.text':
    'The mandate may have ended, or may not be active yet. For a child or a ward, go to a counter with the documents.',
  'delegation.error.none': 'Choose a person to continue.',
  'delegation.error.ended':
    'This choice is no longer valid. The mandate ended while you were on this page. Choose again.',
  'delegation.option.birth': 'Born: {birth}',
  'delegation.service.fse': 'reports',
  'delegation.service.booking': 'bookings',
  'delegation.service.exemption': 'exemptions',
  'delegation.service.registry': 'personal data and doctor',
  'pin.title': 'Confirm with your PIN',
  'pin.lead':
    'To {operation} you also need the PIN. It is in the sealed envelope from the counter.',
  'pin.label.pin': 'PIN',
  'pin.hint.pin': 'Digits only.',
  'pin.button.submit': 'Confirm',
  'pin.help.lost.title': 'I do not have the PIN',
  'pin.help.lost.text': 'Ask for the PIN at a counter, with your health card.',
  'pin.error.empty': 'Enter the PIN.',
  'pin.error.refused':
    'The PIN is wrong. You can try {n, plural, one {once more} other {# more times}}.',
  'pin.error.locked':
    'The PIN is locked for safety. Go to a counter for a new one. The other services still work.',
  'pin.error.paused':
    'Your mobile number changed recently. The PIN can be used from {time} on {date}.',
  'pin.shown': 'The PIN is visible.',
  'pin.hidden': 'The PIN is hidden.',
  'pin.operation.doctor': 'change doctor',
  'pin.operation.mandate': 'give a mandate',
  'pin.operation.declaration': 'sign the declaration',
  'pin.operation.other': 'continue',
  'consent.title': 'Share this data with {service}?',
  'consent.lead': '{service} is not part of the health portal. It sees the data only if you agree.',
  'consent.label.who': 'Who sees the data',
  'consent.label.whom': 'Whose data',
  'consent.label.what': 'Which data',
  'consent.label.until': 'Until when',
  'consent.note.revoke':
    'You can change your mind at any time, on the page "Sign-ins and devices".',
  'consent.button.allow': 'Yes, share',
  'consent.button.deny': 'No, do not share',
  'consent.value.until': 'Until you sign out, at most {hours} hours',
  'consent.scope.fse:read': 'Read the reports',
  'consent.scope.fse:write': 'Hide reports',
  'consent.scope.booking:read': 'See the bookings',
  'consent.scope.booking:write': 'Book, move and cancel',
  'consent.scope.exemption:read': 'See the exemptions',
  'consent.scope.exemption:declare': 'Sign self-declarations',
  'consent.scope.registry:read': 'See the personal data',
  'consent.scope.registry:write': 'Change the consents',
  'consent.scope.registry:choose': 'Choose the doctor',
  'consent.scope.delegations:read': 'See the mandates',
  'consent.scope.delegations:write': 'Give and end mandates',
  'consent.scope.account:read': 'See the sign-ins',
  'consent.scope.account:write': 'End the sign-ins',
  'consent.scope.profile': 'Name, date of birth and sex',
  'consent.scope.fiscal_number': 'Tax code (codice fiscale)',
  'consent.scope.none': 'Only a code that recognises you',
  'continue.title': 'Continue to {service}?',
  'continue.lead': 'You are already signed in as {name}.',
  'continue.button.submit': 'Continue',
  'logout.title': 'Do you want to sign out?',
  'logout.lead': 'You will leave all health services open on this device.',
  'logout.button.yes': 'Yes, sign out',
  'logout.button.no': 'No, stay',
  'logout.title.done': 'You have signed out',
  'logout.note.done': 'If this computer is not yours, close all its windows too.',
  'logout.button.home': 'Back to the portal',
};
