/** Texts of the page kit, English. @source ux 1.0 */
import type { KitKey } from './texts.it.ts';

export const kitEn: Readonly<Record<KitKey, string>> = {
  'kit.skip': 'Skip to content',
  'kit.language': 'Italiano',
  'kit.errors': 'There is a problem',
  'kit.error_prefix': 'Error: ',
  'kit.show': 'Show',
  'kit.hide': 'Hide',
  'kit.shown': 'The password is visible.',
  'kit.hidden': 'The password is hidden.',
  'kit.footer.label': 'Information',
  'kit.help.title': 'Help',
  'kit.help.text1':
    'To sign in you need the health card (Tessera Sanitaria), the password and the mobile phone. After the password you get a code by SMS.',
  'kit.help.text2':
    'If you do not remember the password, go to a counter with the health card. You will get a temporary password.',
  'kit.help.text3':
    'If your mobile number has changed, tell the counter. The number can only be changed there.',
  'kit.help.text4': 'No operator asks for the password or the code by phone.',
  'kit.accessibility.title': 'Accessibility',
  'kit.accessibility.text1':
    'These pages also work with the keyboard alone, with a screen reader and with large text. They follow WCAG 2.2, level AA.',
  'kit.accessibility.text2':
    'One thing is still missing. The code of the SMS must be copied by hand, when the phone is not the device you are using.',
  'kit.accessibility.text3':
    'If something does not work, tell a counter. The official statement is published by the region that runs this service.',
  'kit.privacy.title': 'Privacy',
  'kit.privacy.text1':
    'The data serve only to let the right person in. Each sign-in is written in a register.',
  'kit.privacy.text2':
    'Cookies serve only to sign in, for the language and to recognise this device. There are no advertising cookies.',
  'kit.privacy.text3': 'The full notice is published by the region that runs this service.',
  'kit.stopped.title.expired': 'This page has expired',
  'kit.stopped.error.expired':
    'Too much time has passed, or you used the Back button after signing in. Nothing was lost. Go back to the portal and sign in again.',
  'kit.stopped.title.cookies': 'Cookies are off',
  'kit.stopped.error.cookies':
    'Signing in needs cookies: small data that the site keeps on the phone or computer. Turn them on in the settings, then go back to the portal. If this is a private window, open a normal one.',
  'kit.stopped.title.too_many': 'Sign-in paused for a while',
  'kit.stopped.error.too_many':
    'To protect the data we stopped this sign-in. Go back to the portal and try again after {time}. If it is urgent, go to a counter.',
  'kit.stopped.title.unavailable': 'The service is down',
  'kit.stopped.error.unavailable':
    'It is not your fault. We are working on it. Try again in {n, plural, one {a minute} other {# minutes}}.',
  'kit.stopped.title.broken': 'Something went wrong',
  'kit.stopped.error.broken':
    'The fault is ours. Go back to the portal and try again. If it happens again, call support and quote {reference}.',
  'kit.stopped.title.bad_request': 'You cannot sign in from here',
  'kit.stopped.error.bad_request':
    'The address is incomplete or old. Start from the health portal or the service you normally use.',
  'kit.stopped.title.not_found': 'Page not found',
  'kit.stopped.error.not_found':
    'The address is wrong, or the page no longer exists. Start from the health portal.',
  'kit.stopped.button.portal': 'Back to the portal',
};
