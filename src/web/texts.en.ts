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
};
